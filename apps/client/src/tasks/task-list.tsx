import type { Task } from '@typedo/sdk';
import { useWindowVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState, type FocusEvent } from 'react';
import { partOf, type Part } from './row-parts.ts';
import { TaskRow, type RowHandlers } from './task-row.tsx';
import { useGlide } from './use-glide.ts';
import type { Cursor } from './use-cursor.ts';

const estimate = 43; // pixels: a row with a title of one line

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
  const [top, setTop] = useState(0);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- whatever is drawn may have moved the list; the same number again ends it
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + window.scrollY);
  });

  const { current, wanted } = cursor;
  const kept = tasks.flatMap(({ id }, index) => (id === current || id === edited?.id ? index : []));
  const keptText = kept.join();
  const virtualizer = useWindowVirtualizer<HTMLLIElement>({
    count: tasks.length,
    estimateSize: () => estimate,
    getItemKey: useCallback((index: number) => tasks[index]?.id ?? index, [tasks]),
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: 24,
    scrollPaddingEnd: 96, // what floats at the foot of the page
    // The row that has the focus stays, however far away it is.
    rangeExtractor: useCallback(
      (range: Range) => {
        const indexes = new Set([...defaultRangeExtractor(range), ...keptText.split(',').filter(Boolean).map(Number)]);
        return [...indexes].filter((index) => index < range.count).toSorted((one, other) => one - other);
      },
      [keptText],
    ),
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
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
      (line ?? document.querySelector<HTMLElement>('[data-search]'))?.focus();
    }
    // Its row is gone: the focus goes to the one that took the place.
    const next = isLost && current !== undefined ? { id: current, part: focused.current ?? 'title' } : null;
    const wish = wanted.current ?? next;
    if (!wish) return;
    const element = partIn(list.current, wish.id, wish.part);
    if (!element) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
    const index = tasks.findIndex(({ id }) => id === wish.id);
    if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
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
      style={{ height: virtualizer.getTotalSize() }}
      onFocus={onFocus}
      // React tells of no blur when it takes an element away itself: what is noted then is still to be given on.
      onBlur={() => (focused.current = null)}
    >
      {items.map(({ index, start, key }) => {
        const task = tasks[index];
        return (
          task && (
            <TaskRow
              key={key}
              task={task}
              kind={kind}
              index={index}
              total={total}
              top={start - top}
              measure={virtualizer.measureElement}
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
