/** Tells the operator something. Standard output is for results alone, which may go to another program. */
export function say(line: string): void {
  console.error(line);
}

/** E.g. `1 account` and `4,750 tasks`. */
export function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}
