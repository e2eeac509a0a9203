import type { Task } from '@typedo/sdk';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type RefCallback,
  type RefObject,
} from 'react';
import { flushSync } from 'react-dom';
import { createRowHeights } from './row-heights.ts';
import { movedBy, rowAt, startOf, type Laid } from './row-offsets.ts';

/** Pixels that are drawn beyond the window on either side, and what of them may be scrolled before more is drawn. */
const beyond = 600;
const slack = 300;

/** What stays free of a row that is shown: above it some air, below it what floats at the foot of the page. In pixels. */
const room = { above: 24, below: 96 };

/** The rows of a list that are drawn, and where. */
export interface RowsInSight {
  /** Indexes, from the top. */
  readonly drawn: readonly number[];
  /** Where a row begins, in pixels from the top of the list. */
  readonly start: (index: number) => number;
  /** Pixels of all rows together. */
  readonly height: number;
  /** For the `ref` of a row. */
  readonly measure: RefCallback<HTMLElement>;
  /** Scrolls no further than it takes to see a row. */
  readonly reveal: (index: number) => void;
}

/**
 * Draws of a long list what is in the window, a little beyond it, and the rows `kept`, wherever they are. What a person reads stays where it is
 * when rows above it come, go, or turn out to be higher than was thought.
 */
export function useRowsInSight(
  list: RefObject<HTMLElement | null>,
  tasks: readonly Task[],
  kept: readonly number[],
): RowsInSight {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [heights] = useState(() => createRowHeights(redraw));
  const [from, setFrom] = useState(-beyond);
  const offsets = heights.offsets(tasks);
  const to = from + window.innerHeight + 2 * beyond;
  const [first, last] = [rowAt(offsets, from), rowAt(offsets, to)];

  const look = useCallback(() => {
    const place = placeOf(list.current);
    if (Math.abs(place - beyond - from) < slack) return;
    // Who has scrolled past everything that is drawn would see nothing for a frame.
    const isFar = Math.abs(place - beyond - from) > beyond;
    if (isFar) flushSync(() => setFrom(place - beyond));
    else setFrom(place - beyond);
  }, [list, from]);
  useEffect(() => {
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', redraw);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', redraw);
    };
  }, [look]);

  useStillness(list, tasks, offsets);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- whatever is drawn may have moved the list
  useLayoutEffect(() => {
    const place = placeOf(list.current) - beyond;
    if (Math.abs(place - from) >= slack) setFrom(place);
  });

  const drawn = useMemo(() => {
    const indexes = new Set(kept);
    for (let index = Math.max(first, 0); index <= last; index++) indexes.add(index);
    return [...indexes].toSorted((one, other) => one - other);
  }, [first, last, kept]);
  const start = useCallback((index: number) => startOf(offsets, index), [offsets]);
  return {
    drawn,
    start,
    height: startOf(offsets, tasks.length),
    measure: heights.measure,
    reveal(index) {
      const place = placeOf(list.current);
      const above = start(index) - room.above - place;
      const below = start(index + 1) + room.below - (place + window.innerHeight);
      if (above < 0) window.scrollBy({ top: above });
      else if (below > 0) window.scrollBy({ top: Math.min(below, above) });
    },
  };
}

/** Scrolls by as much as the rows in the window were moved, unless the list begins in it. */
function useStillness(list: RefObject<HTMLElement | null>, tasks: readonly Task[], offsets: Float64Array): void {
  const seen = useRef<Laid>({ rows: tasks, offsets });
  useLayoutEffect(() => {
    const before = seen.current;
    const now = { rows: tasks, offsets };
    seen.current = now;
    const top = placeOf(list.current);
    if (before.offsets === offsets || top <= 0) return;
    const by = movedBy(before, now, { top, height: window.innerHeight });
    if (by !== 0) window.scrollBy({ top: by, behavior: 'instant' });
  }, [list, tasks, offsets]);
}

/** Where the top of the window is, in pixels from the top of the list; less than 0 above it. */
function placeOf(list: HTMLElement | null): number {
  return list ? -list.getBoundingClientRect().top : 0;
}
