import { createHash } from 'node:crypto';
import { formatCursor } from '@typedo/contract';
import type { PostgresDatabase } from '../database.ts';
import type { Principal } from '../principal.ts';
import { queryOn } from '../connect/postgres-pool.ts';
import { persistently } from './attempts.postgres.ts';
import type { StoreSettings } from './create-task-store.ts';
import { hashOf, isExpired, repeated, type Done } from './intention.ts';
import { ownedBy } from './owner.ts';
import { wakes, type WriteContext } from './plan.ts';
import { createReads } from './reads.ts';
import type { Row } from './stored-row.ts';
import { createStatement, deleteStatement, restoreStatement, updateStatement } from './statements.postgres.ts';
import { postgresSyntax } from './syntax.ts';
import type { Mutation, TaskStore } from './task-store.ts';
import { writeMany, type Changed } from './write-many.postgres.ts';

/** The store over PostgreSQL: a write of one task is one statement, any other one transaction. */
export function createPostgresStore(
  { pool }: PostgresDatabase,
  { quota, clock, onWrite, onRetry }: StoreSettings,
): TaskStore {
  const nameOf = statementNames();
  const reads = createReads(async (text, values) => {
    const { rows } = await persistently(() => queryOn<Row>(pool, { name: nameOf(text), text, values }), onRetry);
    return rows;
  }, postgresSyntax);
  const writeOnce = async (principal: Principal, mutations: readonly Mutation[]): Promise<Changed> => {
    const context: WriteContext = { principal, quota, now: clock() };
    const [only] = mutations;
    if (mutations.length > 1 || !only || 'ids' in only || isExpired(only, context.now))
      return writeMany(pool, mutations, context);
    const hash = hashOf(only);
    const { rows } = await queryOn<Answer>(pool, singleWrite(only, hash, context));
    const [answer] = rows;
    return answer ? answered(only, hash, answer) : writeMany(pool, mutations, context);
  };
  return {
    ...reads,
    async write(principal, mutations) {
      const { changed, ...written } = await persistently(() => writeOnce(principal, mutations), onRetry);
      if (wakes(written.settled, changed)) onWrite(principal.userId);
      return written;
    },
  };
}

/** What a single statement answers. */
interface Answer extends Done {
  duplicate: boolean;
  changed: boolean;
  epoch: string;
  seq: number;
}

/** The statement answers with its own outcome, or with the one that the mutation id had already. */
function answered(mutation: Mutation, hash: string, { duplicate, changed, epoch, seq, ...done }: Answer): Changed {
  const { outcome, duplicate: same } = repeated(mutation, hash, done);
  return {
    settled: [{ outcome, duplicate: duplicate && same }],
    cursor: formatCursor({ epoch, seq, floor: 0 }),
    changed,
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

/** Names each statement text, so that a connection prepares it once: by its hash, as several stores may share a pool. */
function statementNames(): (text: string) => string {
  const names = new Map<string, string>(); // the texts are few
  return (text) => {
    const name = names.get(text) ?? `typedo-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
    names.set(text, name);
    return name;
  };
}
