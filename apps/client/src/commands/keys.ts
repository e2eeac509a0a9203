const names: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Delete: 'Del',
};
const macNames: Record<string, string> = { Mod: '⌘', Shift: '⇧' };
const otherNames: Record<string, string> = { Mod: 'Ctrl' };

/** The keys of a command as they are printed on a keyboard. */
export function printed(keys: string): string[] {
  const own = isMac() ? macNames : otherNames;
  return keys.split('+').map((key) => own[key] ?? names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** Whether the keyboard is one of Apple's. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
