/** The file that a page begins with; its name has a hash of all that it imports, so it is the version's. `''` in development. */
export function entryOf(document: Document): string {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  return script ? new URL(script.src).pathname : '';
}
