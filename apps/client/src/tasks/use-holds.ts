import type { Task } from '@typedo/sdk';
import { useEffect, useMemo, useRef, useState } from 'react';

export type Section = 'open' | 'done';

/**
 * Keeps a row where it is, whatever becomes of its task: while it is edited, for a moment after it was checked off, and while
 * it leaves. `task` is the task as it was when that began.
 */
export interface Hold {
  readonly section: Section;
  readonly task: Task;
  readonly why: 'editing' | 'checked' | 'leaving';
}

const times = { checked: 900, leaving: 220 }; // milliseconds; `leaving` is the length of the transition in styles.css

/** The rows that are held, by task id, and how to hold and release them. */
export function useHolds() {
  const [holds, setHolds] = useState<ReadonlyMap<string, Hold>>(new Map());
  const timers = useRef(new Map<string, number>());

  useEffect(() => {
    const running = timers.current;
    return () => running.forEach((timer) => clearTimeout(timer));
  }, []);

  const api = useMemo(() => {
    function put(id: string, hold: Hold | null, then?: { after: number; run: () => void }) {
      clearTimeout(timers.current.get(id));
      if (then) timers.current.set(id, setTimeout(then.run, then.after));
      setHolds((holds) => {
        const next = new Map(holds);
        if (hold) next.set(id, hold);
        else next.delete(id);
        return next;
      });
    }
    const release = (id: string) => put(id, null);
    const leave = (task: Task, section: Section) =>
      put(task.id, { section, task, why: 'leaving' }, { after: times.leaving, run: () => release(task.id) });
    const linger = (task: Task, section: Section) =>
      put(task.id, { section, task, why: 'checked' }, { after: times.checked, run: () => leave(task, section) });
    const edit = (task: Task, section: Section) => put(task.id, { section, task, why: 'editing' });
    return { release, leave, linger, edit };
  }, []);

  return { holds, ...api };
}
