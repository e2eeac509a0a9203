import type { Task } from '@typedo/sdk';
import { useLayoutEffect, useMemo, useRef, type FocusEvent } from 'react';
import { partOf, type Part } from './row-parts.ts';
import { TaskRow, type RowHandlers } from './task-row.tsx';
import { useGlide } from './use-glide.ts';
import type { Cursor } from './use-cursor.ts';
import { useRowsInSight } from './use-rows-in-sight.ts';

/** A list of any length, of which only what is in sight is drawn. It never drops the focus, whatever happens to the row that has it. */
export function TaskList({
  label,
  tasks,
  cursor,
  edited,
  handlers,
  kind,
  total = tasks.length,
  onEnd,
}: {
  label: string;
  tasks: readonly Task[];
  cursor: Cursor;
  edited: Task | null;
  handlers: RowHandlers;
  kind: 'live' | 'trash';
  /** How many there are, beyond what is here; -1 when nobody knows. */
  total?: number;
  /** The end is in sight. */
  onEnd?: () => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const { current } = cursor;
  // They stay, however far away they are: one has the focus, or will have it, and in the other somebody writes.
  const kept = useMemo(
    () => tasks.flatMap(({ id }, index) => (id === current || id === edited?.id ? index : [])),
    [tasks, current, edited],
  );
  const { drawn, start, height, measure, reveal } = useRowsInSight(list, tasks, kept);
  const last = drawn.at(-1) ?? -1;
  useLayoutEffect(() => {
    if (onEnd && last >= tasks.length - 5) onEnd();
  }, [last, tasks.length, onEnd]);

  const focused = useRef<Part | null>(null);
  useLayoutEffect(() => {
    const isLost = focused.current !== null && document.activeElement === document.body;
    if (isLost && current === undefined) {
      // The last row is gone.
      focused.current = null;
      const line = document.querySelector<HTMLElement>('[data-quick-add]');
      (line ?? document.querySelector('h1'))?.focus();
    }
    // Its row is gone: the focus goes to the one that took the place.
    const next = isLost && current !== undefined ? { id: current, part: focused.current ?? 'title' } : null;
    const wish = cursor.wanted() ?? next;
    if (!wish) return;
    const element = partIn(list.current, wish.id, wish.part);
    if (!element) return;
    cursor.given();
    element.focus({ preventScroll: true });
    const index = tasks.findIndex(({ id }) => id === wish.id);
    if (index !== -1) reveal(index);
  });

  const onFocus = ({ target }: FocusEvent) => {
    focused.current = partOf(target);
    const id = target.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (id !== undefined && id !== current) cursor.arrive(id);
  };
  const gliding = useGlide(tasks);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears the focus of what is in it
    <ul
      ref={list}
      aria-label={label}
      data-tasks
      data-gliding={gliding ? '' : undefined}
      className="relative -mx-2 mt-3"
      style={{ height }}
      onFocus={onFocus}
      // React tells of no blur when it takes an element away itself: what is noted then is still to be given on.
      onBlur={() => (focused.current = null)}
    >
      {drawn.map((index) => {
        const task = tasks[index];
        return (
          task && (
            <TaskRow
              key={task.id}
              task={task}
              kind={kind}
              index={index}
              total={total}
              top={start(index)}
              measure={measure}
              isCurrent={task.id === current}
              isSelected={cursor.selected.has(task.id)}
              edited={edited?.id === task.id ? edited : null}
              handlers={handlers}
            />
          )
        );
      })}
    </ul>
  );
}

function partIn(list: HTMLElement | null, id: string, part: Part): HTMLElement | null {
  const row = list?.querySelector(`[data-row="${CSS.escape(id)}"]`);
  return (
    row?.querySelector<HTMLElement>(`[data-part="${part}"]`) ?? row?.querySelector<HTMLElement>('[data-part]') ?? null
  );
}
