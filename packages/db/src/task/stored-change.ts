import type { Change } from '@typedo/contract';
import type { Syntax } from './syntax.ts';

/** The columns that {@link changeOf} makes a change of; the first is its seq. */
export function changeColumns({ time }: Syntax): string {
  return `seq, ${time('at')}, kind, by_kind, by_id, fields_before, fields_after`;
}

/** Makes the wire's change of a row of the history. */
export function changeOf({ readTime }: Syntax, row: readonly unknown[]): Change {
  const [, at, kind, byKind, byId, before, after] = row as StoredChange; // only the write path fills these columns
  return {
    at: readTime(at),
    kind,
    by: { kind: byKind, id: byId },
    before: JSON.parse(before) as Change['before'], // the write path wrote it
    after: JSON.parse(after) as Change['after'], // and this
  };
}

type StoredChange = [unknown, unknown, Change['kind'], 'session' | 'key', string | null, string, string];
