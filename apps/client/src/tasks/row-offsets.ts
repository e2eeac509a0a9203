/** What a row is taken to be high until it was measured, in pixels: one with a title of one line. */
export const usualHeight = 43;

/** Where each row begins, in pixels from the top of the list, and behind them where the last one ends. */
export function offsetsOf(
  rows: readonly { readonly id: string }[],
  heights: ReadonlyMap<string, number>,
): Float64Array {
  const offsets = new Float64Array(rows.length + 1);
  let end = 0;
  for (const [index, { id }] of rows.entries()) offsets[index + 1] = end += heights.get(id) ?? usualHeight;
  return offsets;
}

/** The index of the row at a place, in pixels from the top of the list; the first or the last where there is none. -1 in an empty list. */
export function rowAt(offsets: Float64Array, place: number): number {
  let low = 0;
  let high = offsets.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(offsets, middle) <= place) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}

/** Where a row begins. */
export function startOf(offsets: Float64Array, index: number): number {
  return offsets[index] ?? 0;
}

/**
 * How far most rows of a window have moved: what a page scrolls so that they stay under the reader's eyes.
 *
 * @param window - its top before, in pixels from the top of the list, and its height
 */
export function movedBy(before: Laid, now: Laid, window: { top: number; height: number }): number {
  const { top, height } = window;
  const starts = new Map<string, number>();
  for (let index = rowAt(before.offsets, top); index <= rowAt(before.offsets, top + height); index++) {
    const row = before.rows[index];
    if (row) starts.set(row.id, startOf(before.offsets, index));
  }
  const moves: number[] = [];
  for (const [index, { id }] of now.rows.entries()) {
    const start = starts.get(id);
    if (start !== undefined && moves.push(startOf(now.offsets, index) - start) === starts.size) break;
  }
  return moves.toSorted((one, other) => one - other)[moves.length >> 1] ?? 0;
}

/** Rows, and where they begin. */
export interface Laid {
  readonly rows: readonly { readonly id: string }[];
  readonly offsets: Float64Array;
}
