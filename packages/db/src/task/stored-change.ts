import type { Change } from '@typedo/contract';
import type { Row } from './stored-row.ts';
import type { Syntax } from './syntax.ts';

/** The columns that {@link changeOf} makes a change of, and its seq. */
export function changeColumns({ time }: Syntax): string {
  return `seq, ${time('at')} as at, kind, by_kind, by_id, fields_before, fields_after`;
}

/** Makes the wire's change of a row of the history. */
export function changeOf({ readTime }: Syntax, row: Row): Change {
  // Only the write path fills these columns, with values of these types.
  const {
    kind,
    by_kind: byKind,
    by_id: byId,
  } = row as { kind: Change['kind']; by_kind: 'session' | 'key'; by_id: string | null };
  return {
    at: readTime(row['at']),
    kind,
    by: { kind: byKind, id: byId },
    before: JSON.parse(String(row['fields_before'])) as Change['before'], // the write path wrote it
    after: JSON.parse(String(row['fields_after'])) as Change['after'], // and this
  };
}
