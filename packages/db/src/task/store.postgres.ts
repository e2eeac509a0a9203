import { hash } from 'node:crypto';
import type { PostgresDatabase } from '../database.ts';
import { codeOf } from '../connect/postgres-errors.ts';
import { createTextsOn } from '../connect/postgres-query.ts';
import { causeOf } from '../failure.ts';
import { refused, Refused } from '../refused.ts';
import { persistently } from './attempts.postgres.ts';
import type { StoreSettings } from './create-task-store.ts';
import { createFieldColumns } from './field-columns.ts';
import { createLanes } from './lanes.postgres.ts';
import { wakes } from './plan.ts';
import { createReads } from './reads.ts';
import type { PrepareRead } from './stored-row.ts';
import { createStoredTask } from './stored-task.ts';
import { postgresSyntax } from './syntax.ts';
import type { TaskStore } from './task-store.ts';
import { weightOf } from './weight.ts';
import { writeGroup, writeGroups, type Call, type Changed, type Group } from './write-joined.postgres.ts';
import { writeSingle } from './write-single.postgres.ts';
import { createWriteStatements } from './write-statements.postgres.ts';

/** Milliseconds that a write waits for those of its user that came before: as long as a statement may take. */
const longestWait = 5_000;

/** The store over PostgreSQL: a write of one task that comes alone is one statement, any other one transaction. */
export function createPostgresStore(
  { pool, orm }: PostgresDatabase,
  { quota, clock, onWrite, onRetry }: StoreSettings,
): TaskStore {
  const texts = createTextsOn(pool);
  const prepare: PrepareRead = (text) => {
    const statement = { name: nameOf(text), text };
    return (values) => persistently(() => texts.read(statement, values), onRetry);
  };
  const reads = createReads(prepare, postgresSyntax, createStoredTask(orm, postgresSyntax));
  const place = { texts, statements: createWriteStatements(createFieldColumns(orm, postgresSyntax)) };
  const settings = () => ({ quota, now: clock() });
  const writeOnce = async (group: Group): Promise<Changed[]> => {
    const single = await writeSingle(place, group, settings());
    return single ? [single] : writeGroup(place, group, settings());
  };
  const writeSafely = (group: Group) => persistently(() => writeOnce(group), onRetry);
  const join = createLanes<Call, Changed>({
    waitMs: longestWait,
    late: () => refused('UNAVAILABLE', { retryAfter: 1 }),
    endsAll: (error) => error instanceof Refused && error.refusal.reason === 'UNAVAILABLE',
    async alone(group) {
      try {
        return (await writeSafely(group)).map((value) => ({ status: 'fulfilled', value }));
      } catch (error) {
        if (group.length === 1 || !isOfData(error)) throw error;
        const results: PromiseSettledResult<Changed>[] = [];
        for (const call of group) results.push(...(await Promise.allSettled([writeSafely([call]).then(first)])));
        return results;
      }
    },
    async together(groups) {
      try {
        return await persistently(() => writeGroups(place, groups, settings()), onRetry);
      } catch (error) {
        // Who waited for a lock all the same, as for an account that is being closed, shall not make the others fail.
        if (!isOfData(error) && codeOf(causeOf(error)) !== '57014') throw error;
        return groups.map(() => undefined);
      }
    },
  });
  return {
    ...reads,
    async write(principal, mutations) {
      const { changed, ...written } = await join(principal.userId, weightOf(mutations), { principal, mutations });
      if (wakes(written.settled, changed)) onWrite(principal.userId);
      return written;
    },
  };
}

/** Whether what failed is wrong with the data of one, which is not the others' fault. A lost connection is everybody's. */
function isOfData(error: unknown): boolean {
  return /^2[23]/.test(codeOf(causeOf(error)));
}

function first<T>([value]: T[]): T {
  return value!; // of one call there is one answer
}

/** Names a statement, so that a connection prepares it once: by its hash, as several stores may share a pool. */
function nameOf(text: string): string {
  return `typedo-${hash('sha256', text, 'hex').slice(0, 16)}`;
}
