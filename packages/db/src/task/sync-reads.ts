import { formatCursor, parseCursor, type Pulled, type SyncPosition } from '@typedo/contract';
import { mine, ownedBy } from './owner.ts';
import { taskOf, type Row, type Run } from './stored-row.ts';
import type { Syntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';

/** The reads that a program follows a user's tasks by. */
export function createSyncReads(run: Run, syntax: Syntax): Pick<TaskStore, 'pull' | 'position'> {
  // One statement sees one moment: the head, what was purged and the rows belong together.
  const pullSql = `select epochs.epoch, heads.seq as head, heads.purged, page.*
    from epochs left join heads on heads.${mine} left join (
      select ${syntax.taskColumns}, seq, deleted_at is not null as deleted from tasks where ${mine} and seq > $2 order by seq limit $3
    ) as page on true order by page.seq`;
  const positionSql = `select epoch, (select seq from heads where ${mine}) as head from epochs`;
  return {
    async pull(principal, { cursor, limit }) {
      const from = cursor === null ? 'snapshot' : parseCursor(cursor);
      if (from === null) return reset;
      // One row more than the page tells whether another page follows.
      const rows = await run(pullSql, ownedBy(principal, from === 'snapshot' ? 0 : from.seq, limit + 1));
      const now = momentOf(rows[0]);
      const start = from === 'snapshot' ? { epoch: now.epoch, seq: 0, floor: now.head } : from;
      if (!canFollow(start, now)) return reset;
      const found = rows.filter((row) => row['seq'] !== null);
      const page = found.slice(0, Math.min(limit, countWithin(found)));
      const hasMore = found.length > page.length;
      const seq = hasMore ? Number(page.at(-1)?.['seq']) : now.head;
      return {
        reset: false,
        tasks: page.filter((row) => !row['deleted']).map((row) => taskOf(syntax, row)),
        deletedIds: page.filter((row) => row['deleted']).map((row) => String(row['id'])),
        cursor: formatCursor({ epoch: now.epoch, seq, floor: Math.min(start.floor, now.head) }),
        hasMore,
      };
    },

    async position(principal) {
      const { epoch, head } = momentOf((await run(positionSql, ownedBy(principal)))[0]);
      return formatCursor({ epoch, seq: head, floor: 0 });
    },
  };
}

const reset: Pulled = { reset: true, tasks: [], deletedIds: [], cursor: null, hasMore: true };

/** Characters of text in one page, about; a thousand tasks of full length would stop everybody else for a moment. */
const pageCharacters = 1_000_000;

/** How many of the rows make a page by the length of their texts: one at least. */
function countWithin(rows: readonly Row[]): number {
  let characters = 0;
  const end = rows.findIndex(({ title, description }) => {
    characters += String(title).length + (typeof description === 'string' ? description.length : 0);
    return characters > pageCharacters;
  });
  return end === -1 ? rows.length : Math.max(1, end);
}

/** What a statement saw of the user's head; one without a row has never changed anything. */
function momentOf(row: Row = {}): { epoch: string; head: number; purged: number } {
  return { epoch: String(row['epoch']), head: Number(row['head'] ?? 0), purged: Number(row['purged'] ?? 0) };
}

/** Whether every change after a position can be told: it is of this history, and no task behind it was purged. */
function canFollow({ epoch, seq, floor }: SyncPosition, now: ReturnType<typeof momentOf>): boolean {
  return epoch === now.epoch && seq <= now.head && Math.max(seq, floor) >= now.purged;
}
