import type { Replica } from '@typedo/sdk';
import { createListeners } from '../app/listeners.ts';
import { move, type Moved } from './move.ts';

/** What a person did at once, however many tasks it was. */
export interface Step {
  /** What was done, in words. */
  readonly text: string;
  readonly moves: readonly Moved[];
}

/** What was done on this page, to be undone and done again. The inverse of a write is another write. */
export interface History {
  /** Remembers what was just done; from here on nothing that was undone can be done again. */
  add(step: Step): void;
  /** A write was refused: there is nothing of it to undo. */
  forget(move: Moved): void;
  /** Undoes the last step, or this one wherever it is; gives what it undid. */
  undo(step?: Step): Step | undefined;
  redo(): Step | undefined;
  readonly canUndo: () => boolean;
  readonly canRedo: () => boolean;
  /** Calls the listener with what is done, undone or done again, a step at a time, until the function that it gives is called. */
  readonly subscribe: (listener: (moves: readonly Moved[]) => void) => () => void;
}

const most = 200; // steps; who wants more of them back wants a backup

export function createHistory(replica: Replica): History {
  let done: Step[] = [];
  let undone: Step[] = [];
  const refused = new WeakSet<Moved>();
  const { subscribe, tell } = createListeners<[moves: readonly Moved[]]>();

  function run(step: Step, back: boolean): Step {
    const moves = step.moves
      .filter((one) => !refused.has(one))
      .map((one) => (back ? { id: one.id, from: one.to, to: one.from } : one));
    for (const one of moves) void move(replica, one).catch(() => {}); // a device that cannot keep it says so in the status
    tell(moves);
    return step;
  }

  const hasLeft = ({ moves }: Step) => moves.some((move) => !refused.has(move));
  return {
    subscribe,
    add(step) {
      done = [...done, step].slice(-most);
      undone = [];
      tell(step.moves);
    },
    forget: (move) => void refused.add(move),
    undo(step) {
      done = done.filter(hasLeft);
      const last = step ?? done.at(-1);
      if (!last || !done.includes(last)) return undefined;
      done = done.filter((one) => one !== last);
      undone = [...undone, last];
      return run(last, true);
    },
    redo() {
      undone = undone.filter(hasLeft);
      const last = undone.pop();
      if (!last) return undefined;
      done = [...done, last];
      return run(last, false);
    },
    canUndo: () => done.some(hasLeft),
    canRedo: () => undone.some(hasLeft),
  };
}
