/** One thing that can be done from the keyboard: what the keys, the palette and the map of keys are made from. */
export interface Command {
  readonly id: string;
  readonly text: string;
  /** Under which heading it stands. */
  readonly group: 'tasks' | 'selection' | 'views' | 'help';
  /** E.g. `j`, `Shift+ArrowDown`, `Mod+z`, where Mod is Ctrl or ⌘. The first is the one that is shown. */
  readonly keys: readonly string[];
  readonly run: () => void;
  /** Whether it can be done now; always, by default. */
  readonly available?: () => boolean;
  /** Moves about the list: of no use in a palette. */
  readonly isMove?: boolean;
}

/** The command that a press of keys means in this place, if any. */
export function commandFor(commands: readonly Command[], event: KeyboardEvent): Command | undefined {
  if (event.defaultPrevented || event.isComposing || event.altKey) return undefined;
  const key = keysOf(event);
  const { target } = event;
  if (target instanceof Element && belongsTo(target, key)) return undefined;
  return commands.find(({ keys, available }) => keys.includes(key) && (available?.() ?? true));
}

function keysOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const isMod = ctrlKey || metaKey;
  const isPrinted = key.length === 1 && !isMod && key !== ' ';
  const name = key === ' ' ? 'Space' : isMod && key.length === 1 ? key.toLowerCase() : key;
  // What Shift makes of a letter is in the letter.
  return `${isMod ? 'Mod+' : ''}${shiftKey && !isPrinted ? 'Shift+' : ''}${name}`;
}

/** Whether what has the focus understands these keys itself. */
function belongsTo(target: Element, key: string): boolean {
  if (key === 'Mod+k') return false;
  // A notice is a dialog too, but one that nobody need answer.
  if (target.closest('[role=dialog]:not(.toast), [role=menu], [role=alertdialog]:not(.toast)')) return true;
  // A field undoes what is typed in it. Nothing has been typed in the line that adds since it added.
  if (target.matches('[data-unwritten]') && /^Mod\+(Shift\+)?[zy]$/.test(key)) return false;
  if (target.matches('[data-to-list]') && key === 'ArrowDown') return false;
  if (target.matches('textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]')) return true;
  const isPressed = key === 'Enter' || key === 'Space';
  if (!isPressed) return false;
  if (target.matches('[data-part=title]')) return key === 'Enter';
  return target.matches('button, a, input, summary');
}
