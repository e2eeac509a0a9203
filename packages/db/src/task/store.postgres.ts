import { hash } from 'node:crypto';
import { formatCursor } from '@typedo/contract';
import type { Pool } from 'pg';
import type { PostgresDatabase } from '../database.ts';
import { codeOf } from '../connect/postgres-errors.ts';
import { readTextsOn } from '../connect/postgres-query.ts';
import type { TextRow } from '../connect/text-query.postgres.ts';
import { causeOf } from '../failure.ts';
import { refused, Refused } from '../refused.ts';
import { persistently } from './attempts.postgres.ts';
import type { StoreSettings } from './create-task-store.ts';
import { hashOf, isExpired, repeated } from './intention.ts';
import { createLanes } from './lanes.postgres.ts';
import { ownedBy } from './owner.ts';
import { wakes, type WriteContext } from './plan.ts';
import { createReads } from './reads.ts';
import type { PrepareRead } from './stored-row.ts';
import { createStoredTask } from './stored-task.ts';
import { createStatement, deleteStatement, restoreStatement, updateStatement } from './statements.postgres.ts';
import { postgresSyntax } from './syntax.ts';
import type { Mutation, TaskStore } from './task-store.ts';
import { weightOf } from './weight.ts';
import { writeMany, type Call, type Changed, type Settings } from './write-many.postgres.ts';

/** Milliseconds that a write waits for those of its user that came before: as long as a statement may take. */
const longestWait = 5_000;

/** The store over PostgreSQL: a write of one task is one statement, any other one transaction. */
export function createPostgresStore(
  { pool, orm }: PostgresDatabase,
  { quota, clock, onWrite, onRetry }: StoreSettings,
): TaskStore {
  const prepare: PrepareRead = (text) => {
    const statement = { name: nameOf(text), text };
    return (values) => persistently(() => readTextsOn(pool, statement, values), onRetry);
  };
  const reads = createReads(prepare, postgresSyntax, createStoredTask(orm, postgresSyntax));
  const once = async (calls: readonly Call[]): Promise<Changed[]> => {
    const settings = { quota, now: clock() };
    const single = calls.length === 1 ? await writeSingle(pool, calls, settings) : undefined;
    return single ? [single] : writeMany(pool, calls, settings);
  };
  const persist = (calls: readonly Call[]) => persistently(() => once(calls), onRetry);
  const join = createLanes<Call, Changed>({
    waitMs: longestWait,
    late: () => refused('UNAVAILABLE', { retryAfter: 1 }),
    endsAll: (error) => error instanceof Refused && error.refusal.reason === 'UNAVAILABLE',
    run: async (calls) => {
      try {
        return (await persist(calls)).map((value) => ({ status: 'fulfilled', value }));
      } catch (error) {
        // What is wrong with the data of one is not the others' fault. A lost connection is everybody's.
        if (calls.length === 1 || !/^2[23]/.test(codeOf(causeOf(error)))) throw error;
        const results: PromiseSettledResult<Changed>[] = [];
        for (const call of calls) results.push(...(await Promise.allSettled([persist([call]).then(first)])));
        return results;
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

function first<T>([value]: T[]): T {
  return value!; // of one call there is one answer
}

/** Writes one mutation of one task in one statement; undefined when it takes a transaction. */
async function writeSingle(pool: Pool, [call]: readonly Call[], settings: Settings): Promise<Changed | undefined> {
  const only = call?.mutations[0];
  if (!call || call.mutations.length > 1 || !only || 'ids' in only || isExpired(only, settings.now)) return undefined;
  const hash = hashOf(only);
  const { values, ...statement } = singleWrite(only, hash, { ...settings, principal: call.principal });
  const [row] = await readTextsOn(pool, statement, values);
  return row && answered(only, hash, row);
}

/** The statement answers with its own outcome, or with the one that the mutation id had already. */
function answered(mutation: Mutation, hash: string, row: TextRow): Changed {
  const [doneHash, doneOutcome, duplicate, changed, epoch, seq] = row.map(String); // `result` of the statements, and none is null
  const { outcome, duplicate: same } = repeated(mutation, hash, { hash: doneHash!, outcome: doneOutcome! }); // here as well
  return {
    settled: [{ outcome, duplicate: duplicate === 't' && same }],
    cursor: formatCursor({ epoch: epoch!, seq: Number(seq), floor: 0 }), // and here
    changed: changed === 't',
  };
}

type SingleMutation = Exclude<Mutation, { type: 'updateMany' | 'deleteMany' }>;

function singleWrite(mutation: SingleMutation, hash: string, { principal, now, quota }: WriteContext) {
  const common = ownedBy(
    principal,
    mutation.mutationId,
    hash,
    new Date(now).toISOString(),
    principal.kind,
    principal.keyId,
    mutation.id,
  );
  if (mutation.type === 'create') {
    const { title, description, complete } = mutation;
    return { ...createStatement, values: [...common, title, description, complete, quota] };
  }
  const { was = {} } = mutation;
  const believed = [
    ...common,
    was.title ?? null,
    was.description !== undefined,
    was.description ?? null,
    was.complete ?? null,
    was.updatedAt ?? null,
  ];
  if (mutation.type === 'delete') return { ...deleteStatement, values: believed };
  if (mutation.type === 'restore') return { ...restoreStatement, values: believed };
  const { title = null, description, complete = null } = mutation.patch;
  return { ...updateStatement, values: [...believed, title, description !== undefined, description ?? null, complete] };
}

/** Names a statement, so that a connection prepares it once: by its hash, as several stores may share a pool. */
function nameOf(text: string): string {
  return `typedo-${hash('sha256', text, 'hex').slice(0, 16)}`;
}
