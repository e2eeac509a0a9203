import type { Task } from '@typedo/sdk';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Part } from './row-parts.ts';

/** Where a person is in a list: the row that the keys are about, and the selected ones. */
export interface Cursor {
  readonly current: string | undefined;
  readonly selected: ReadonlySet<string>;
  /** The part of a row that shall have the focus as soon as it is there. */
  wanted(): { readonly id: string; readonly part: Part } | null;
  /** It has the focus. */
  given(): void;
  /** What an action is about: the selected tasks, else the current one. */
  targets(): readonly Task[];
  /** Goes so many rows on, and selects on the way if asked. Gives the focus. */
  move(by: number, extend?: boolean): void;
  /** The row was reached by the pointer or the Tab key. */
  arrive(id: string): void;
  toggle(id: string): void;
  /** Selects from where the last selection began to this row. */
  extendTo(id: string): void;
  selectAll(): void;
  clear(): void;
}

const nothing: ReadonlySet<string> = new Set();

/** Makes the cursor of a view's list. It stays where it was when its task goes: on the one that took its place. */
export function useCursor(tasks: readonly Task[], view: string): Cursor {
  const [at, setAt] = useState<{ id: string; index: number } | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(nothing);
  const anchor = useRef<string | null>(null);
  const wanted = useRef<{ id: string; part: Part } | null>(null);
  const [seen, setSeen] = useState(view);
  if (seen !== view) {
    setSeen(view);
    setAt(null);
    setChosen(nothing);
  }

  const indexes = useMemo(() => new Map(tasks.map(({ id }, index) => [id, index])), [tasks]);
  const [before, setBefore] = useState(tasks);
  if (before !== tasks) setBefore(tasks);
  const known = at ? indexes.get(at.id) : 0;
  const index = known ?? successorOf(before, at?.index ?? 0, indexes);
  const current = tasks[index]?.id;
  if (current !== undefined && at && (at.id !== current || at.index !== index)) setAt({ id: current, index });
  // What left the list is not selected any more.
  const selected = useMemo(() => {
    if (chosen.size === 0) return nothing;
    const left = [...chosen].filter((id) => indexes.has(id));
    return left.length === chosen.size ? chosen : new Set(left);
  }, [chosen, indexes]);

  const state = useRef({ tasks, indexes, index, current, selected });
  useLayoutEffect(() => {
    state.current = { tasks, indexes, index, current, selected };
  });

  const put = useCallback((id: string, part: Part | null) => {
    if (part) wanted.current = { id, part };
    setAt({ id, index: state.current.indexes.get(id) ?? 0 });
  }, []);

  return useMemo(() => {
    const range = (from: number, to: number) =>
      new Set(state.current.tasks.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id));
    const extendTo = (id: string) => {
      const { indexes, index } = state.current;
      const from = indexes.get(anchor.current ?? '') ?? index;
      anchor.current ??= state.current.tasks[from]?.id ?? null;
      setChosen(range(from, indexes.get(id) ?? from));
    };
    return {
      current,
      selected,
      wanted: () => wanted.current,
      given: () => (wanted.current = null),
      targets() {
        const { tasks, selected, index } = state.current;
        return selected.size > 0 ? tasks.filter(({ id }) => selected.has(id)) : tasks.slice(index, index + 1);
      },
      move(by, extend = false) {
        const { tasks, index, current } = state.current;
        const next = tasks[Math.max(0, Math.min(tasks.length - 1, index + by))]?.id;
        if (next === undefined) return;
        // The first press only gives the focus, when nothing of the list has it.
        const isHere = document.activeElement?.closest('[data-row]');
        const id = isHere ? next : (current ?? next);
        if (extend) extendTo(id);
        put(id, 'title');
      },
      arrive: (id) => put(id, null),
      toggle(id) {
        anchor.current = id;
        setChosen((chosen) => {
          const next = new Set(chosen);
          if (!next.delete(id)) next.add(id);
          return next;
        });
      },
      extendTo,
      selectAll: () => setChosen(new Set(state.current.indexes.keys())),
      clear() {
        anchor.current = null;
        setChosen(nothing);
      },
    };
  }, [current, selected, put]);
}

/** Where the first row is that stood behind one that went, however many went with it; else the last one before it. -1 when all went. */
function successorOf(before: readonly Task[], index: number, indexes: ReadonlyMap<string, number>): number {
  for (let at = index; at < before.length; at++) {
    const found = indexes.get(before[at]?.id ?? '');
    if (found !== undefined) return found;
  }
  for (let at = index - 1; at >= 0; at--) {
    const found = indexes.get(before[at]?.id ?? '');
    if (found !== undefined) return found;
  }
  return indexes.size > 0 ? 0 : -1;
}
