import { createHash } from 'node:crypto';
import type { PostgresDatabase } from '../database.ts';
import { queryOn } from '../connect/postgres-pool.ts';
import { answered } from './attempts.postgres.ts';
import { hashOf, isExpired, repeated, type Done } from './intention.ts';
import { ownedBy } from './owner.ts';
import type { WriteContext } from './plan.ts';
import { createReads, type Row } from './reads.ts';
import { createStatement, deleteStatement, restoreStatement, updateStatement } from './statements.postgres.ts';
import { postgresSyntax } from './syntax.ts';
import type { Mutation, TaskStore } from './task-store.ts';
import { writeMany } from './write-many.postgres.ts';

/** The store over PostgreSQL: a write of one task is one statement, any other one transaction. */
export function createPostgresStore({ pool }: PostgresDatabase, quota: number, clock: () => number): TaskStore {
  const nameOf = statementNames();
  const reads = createReads(async (text, values) => {
    const { rows } = await answered(() => queryOn<Row>(pool, { name: nameOf(text), text, values }));
    return rows;
  }, postgresSyntax);
  return {
    ...reads,
    write: (principal, mutations) =>
      answered(async () => {
        const context: WriteContext = { principal, quota, now: clock() };
        const [only] = mutations;
        if (mutations.length > 1 || !only || 'ids' in only || isExpired(only, context.now))
          return writeMany(pool, mutations, context);
        const hash = hashOf(only);
        const { rows } = await queryOn<Done>(pool, singleWrite(only, hash, context));
        // The statement answers with its own outcome, or with the one that the mutation id had already.
        return rows.length === 0 ? writeMany(pool, mutations, context) : rows.map((row) => repeated(only, hash, row));
      }),
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
