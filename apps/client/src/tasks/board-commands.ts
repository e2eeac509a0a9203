import type { Task } from '@typedo/sdk';
import type { Command } from '../commands/commands.ts';
import { texts } from '../texts.ts';
import type { TaskActions } from './actions.ts';
import { views, type View } from './search-params.ts';
import type { Cursor } from './use-cursor.ts';

/** What the board brings to its commands. */
interface Board {
  readonly view: View;
  readonly cursor: Cursor;
  readonly isEmpty: boolean;
  readonly actions: TaskActions;
  complete(tasks: readonly Task[]): void;
  edit(task: Task): void;
  details(task: Task): void;
  show(view: View): void;
  openPalette(kind: 'commands' | 'keys'): void;
  canUndo(): boolean;
  canRedo(): boolean;
}

/** Everything that the keyboard can do on the task page. */
export function boardCommands(board: Board): Command[] {
  const { view, cursor, actions } = board;
  const words = texts.commands;
  const isTrash = view === 'trash';
  const first = () => cursor.targets()[0];
  const some = () => !board.isEmpty;
  // Nobody shall delete a task that is not seen to be meant.
  const meant = () => cursor.selected.size > 0 || Boolean(document.activeElement?.closest('[data-row]'));
  const live = () => meant() && !isTrash;
  const withFirst = (run: (task: Task) => void) => () => {
    const task = first();
    if (task) run(task);
  };
  const move = (
    id: 'down' | 'up' | 'extendDown' | 'extendUp',
    by: number,
    extend: boolean,
    ...keys: string[]
  ): Command => ({
    id,
    group: 'selection',
    text: words[id],
    keys,
    available: some,
    isMove: true,
    run: () => cursor.move(by, extend),
  });
  return [
    {
      id: 'new',
      group: 'tasks',
      text: words.new,
      keys: ['n'],
      run: focus('[data-quick-add]'),
      available: () => !isTrash,
    },
    { id: 'search', group: 'tasks', text: words.search, keys: ['/'], run: focus('[data-search]') },
    {
      id: 'complete',
      group: 'tasks',
      text: words.complete,
      keys: ['Space'],
      available: live,
      run: () => board.complete(cursor.targets()),
    },
    { id: 'edit', group: 'tasks', text: words.edit, keys: ['e', 'Enter'], available: live, run: withFirst(board.edit) },
    { id: 'details', group: 'tasks', text: words.details, keys: ['i'], available: live, run: withFirst(board.details) },
    {
      id: 'delete',
      group: 'tasks',
      text: words.delete,
      keys: ['Delete', 'Backspace'],
      available: live,
      run: () => actions.remove(cursor.targets()),
    },
    {
      id: 'restore',
      group: 'tasks',
      text: words.restore,
      keys: ['r'],
      available: () => meant() && isTrash,
      run: () => actions.restore(cursor.targets()),
    },
    { id: 'undo', group: 'tasks', text: words.undo, keys: ['Mod+z'], run: actions.undo, available: board.canUndo },
    {
      id: 'redo',
      group: 'tasks',
      text: words.redo,
      keys: ['Mod+Shift+z', 'Mod+y'],
      run: actions.redo,
      available: board.canRedo,
    },
    move('down', 1, false, 'j', 'ArrowDown'),
    move('up', -1, false, 'k', 'ArrowUp'),
    move('extendDown', 1, true, 'Shift+ArrowDown', 'J'),
    move('extendUp', -1, true, 'Shift+ArrowUp', 'K'),
    {
      id: 'select',
      group: 'selection',
      text: words.select,
      keys: ['x'],
      available: meant,
      run: () => cursor.current !== undefined && cursor.toggle(cursor.current),
    },
    {
      id: 'selectAll',
      group: 'selection',
      text: words.selectAll,
      keys: ['Mod+a'],
      available: some,
      run: cursor.selectAll,
    },
    {
      id: 'clear',
      group: 'selection',
      text: words.clear,
      keys: ['Escape'],
      available: () => cursor.selected.size > 0,
      run: cursor.clear,
    },
    ...views.map((view, index): Command => ({
      id: `view-${view}`,
      group: 'views',
      text: words.show(texts.views[view]),
      keys: [String(index + 1)],
      run: () => board.show(view),
    })),
    { id: 'palette', group: 'help', text: words.palette, keys: ['Mod+k'], run: () => board.openPalette('commands') },
    { id: 'keys', group: 'help', text: words.keys, keys: ['?'], run: () => board.openPalette('keys') },
  ];
}

function focus(selector: string): () => void {
  return () => document.querySelector<HTMLElement>(selector)?.focus();
}
