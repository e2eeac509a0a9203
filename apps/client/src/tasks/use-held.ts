import type { Task } from '@typedo/sdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Arrangement } from './listing.ts';

const moment = 700; // milliseconds: long enough to see the tick, and to take it back

/** Keeps tasks in the list for a moment after they left it, or for as long as they are edited. */
export function useHeld(
  tasks: readonly Task[],
  { compare }: Arrangement,
  seen: (id: string) => Task | undefined,
  edited: Task | null,
): { readonly shown: readonly Task[]; readonly hold: (tasks: readonly Task[]) => void } {
  const [held, setHeld] = useState<ReadonlyMap<string, Task>>(new Map());
  const timers = useRef(new Set<number>());
  useEffect(() => {
    const running = timers.current;
    return () => running.forEach((timer) => clearTimeout(timer));
  }, []);

  const hold = useMemo(
    () => (tasks: readonly Task[]) => {
      setHeld((held) => new Map([...held, ...tasks.map((task) => [task.id, task] as const)]));
      const over = new Set(tasks);
      const timer = setTimeout(() => {
        timers.current.delete(timer);
        setHeld((held) => new Map([...held].filter(([, task]) => !over.has(task))));
      }, moment);
      timers.current.add(timer);
    },
    [],
  );

  const shown = useMemo(() => {
    const extra = new Map(held);
    if (edited) extra.set(edited.id, edited);
    if (extra.size === 0) return tasks;
    for (const { id } of tasks) extra.delete(id);
    if (extra.size === 0) return tasks;
    // One that was deleted meanwhile is not held, unless somebody is writing in it.
    const kept = [...extra.values()].flatMap((task) => seen(task.id) ?? (task === edited ? task : []));
    return kept.length > 0 ? [...tasks, ...kept].toSorted(compare) : tasks;
  }, [tasks, held, edited, seen, compare]);
  return { shown, hold };
}
