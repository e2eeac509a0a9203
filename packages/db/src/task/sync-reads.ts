import { formatCursor, limits, parseCursor, type Pulled, type SyncPosition } from '@typedo/contract';
import { mine, ownedBy } from './owner.ts';
import type { PrepareRead, Read } from './stored-row.ts';
import type { StoredTask } from './stored-task.ts';
import type { Syntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';

/** The reads that a program follows a user's tasks by. */
export function createSyncReads(
  prepare: PrepareRead,
  { readBoolean }: Syntax,
  { columns, count, toTask, lengthOf }: StoredTask,
): Pick<TaskStore, 'pull' | 'position'> {
  // Where the columns behind those of a task are.
  const [seqAt, deletedAt, momentAt] = [count, count + 1, count + 2];
  // One statement sees one moment: the head, what was purged and the rows belong together.
  const readPage = (limit: string) =>
    prepare(`select page.*, epochs.epoch, heads.seq as head, heads.purged
    from epochs left join heads on heads.${mine} left join (
      select ${columns}, seq, deleted_at is not null as deleted from tasks where ${mine} and seq > $2 order by seq limit ${limit}
    ) as page on true order by page.seq`);
  // As in a list, the limits that nearly everybody asks for are in the text.
  const written = new Map<number, Read>(
    [limits.pull.default, limits.pull.max].map((limit) => [limit, readPage(String(limit + 1))]),
  );
  const readAny = readPage('$3');
  const readMoment = prepare(`select epoch, (select seq from heads where ${mine}) as head from epochs`);
  const isDeleted = (row: unknown[]) => readBoolean(row[deletedAt]);
  return {
    async pull(principal, { cursor, limit }) {
      const from = cursor === null ? 'snapshot' : parseCursor(cursor);
      if (from === null) return reset;
      // One row more than the page tells whether another page follows.
      const parameters = ownedBy(principal, from === 'snapshot' ? 0 : from.seq);
      const rows = await (written.get(limit)?.(parameters) ?? readAny([...parameters, limit + 1]));
      const now = momentOf(rows[0]?.slice(momentAt));
      const start = from === 'snapshot' ? { epoch: now.epoch, seq: 0, floor: now.head } : from;
      if (!canFollow(start, now)) return reset;
      const found = rows.filter((row) => row[seqAt] !== null);
      const page = found.slice(0, Math.min(limit, countWithin(found, lengthOf)));
      const hasMore = found.length > page.length;
      const seq = hasMore ? Number(page.at(-1)?.[seqAt]) : now.head;
      return {
        reset: false,
        tasks: page.filter((row) => !isDeleted(row)).map((row) => toTask(principal.userId, row)),
        deletedIds: page.filter(isDeleted).map(([id]) => String(id)),
        cursor: formatCursor({ epoch: now.epoch, seq, floor: Math.min(start.floor, now.head) }),
        hasMore,
      };
    },

    async position(principal) {
      const { epoch, head } = momentOf((await readMoment(ownedBy(principal)))[0]);
      return formatCursor({ epoch, seq: head, floor: 0 });
    },
  };
}

const reset: Pulled = { reset: true, tasks: [], deletedIds: [], cursor: null, hasMore: true };

/** Characters of text in one page, about; a thousand tasks of full length would stop everybody else for a moment. */
const pageCharacters = 1_000_000;

/** How many of the rows make a page by the length of their texts: one at least. */
function countWithin(rows: readonly unknown[][], lengthOf: StoredTask['lengthOf']): number {
  let characters = 0;
  const end = rows.findIndex((row) => (characters += lengthOf(row)) > pageCharacters);
  return end === -1 ? rows.length : Math.max(1, end);
}

/** What a statement saw of the user's head; one without a row has never changed anything. */
function momentOf([epoch, head, purged]: unknown[] = []): { epoch: string; head: number; purged: number } {
  return { epoch: String(epoch), head: Number(head ?? 0), purged: Number(purged ?? 0) };
}

/** Whether every change after a position can be told: it is of this history, and no task behind it was purged. */
function canFollow({ epoch, seq, floor }: SyncPosition, now: ReturnType<typeof momentOf>): boolean {
  return epoch === now.epoch && seq <= now.head && Math.max(seq, floor) >= now.purged;
}
