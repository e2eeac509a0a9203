/** Tells the operator something. Standard output is for results alone, which may go to another program. */
export function say(line: string): void {
  console.error(line);
}
