import { IsolationLevel } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import type { Kysely, SqlMikroORM } from '@mikro-orm/sql';
import { isConflict } from '../connect/postgres-errors.ts';
import { waitFor } from '../connect/wait.ts';
import type { PostgresDatabase } from '../database.ts';
import type { NamedMigration } from './list.ts';
import type { Run } from './migrate.ts';
import { migrationOptions } from './options.ts';

/** Kysely on the one connection; its tables are not typed. */
export type Transaction = Kysely<any>; // any: no statement of ours goes through its builder

/** Any number, the same for all servers. */
const advisoryLock = 7_316_532;

/**
 * Runs what has not run yet, in one transaction and under a lock. Where servers that write got in its way so that the database ended it, it
 * begins again.
 */
export async function migratePostgres(
  { orm }: PostgresDatabase,
  list: readonly NamedMigration[],
  run: Run,
): Promise<string[]> {
  return waitFor({
    what: 'the tables',
    why: 'programs are using them',
    advice: 'Stop the servers, or try again.',
    attempt: () => alone(orm, run, (transaction) => runnerIn(transaction, orm, list)()),
    isAway: isConflict,
    onWait: run.onWait,
    waitMs: run.waitMs,
  });
}

/**
 * Does something in one transaction while no other server migrates or restores. Lock and transaction are the same connection's,
 * so that neither outlives the other; a lock of the transaction is also safe behind a pooler, where one of a session is not.
 */
export async function alone<T>(
  orm: SqlMikroORM,
  { onWait, waitMs }: Pick<Run, 'onWait' | 'waitMs'>,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const connection = orm.em.getConnection();
  const taken = new Error('Another server has the lock');
  return connection.transactional(
    async (transaction) => {
      await waitFor({
        what: 'another server that migrates the database',
        why: 'it has the lock',
        advice: 'Look at its log.',
        attempt: async () => {
          const sql = `select pg_try_advisory_xact_lock(${advisoryLock}) as locked`;
          const { locked } = await connection.execute<{ locked: boolean }>(sql, [], 'get', transaction);
          if (!locked) throw taken;
        },
        isAway: (error) => error === taken,
        onWait,
        waitMs,
      });
      return work(transaction);
    },
    // What another server committed while this one waited has to be seen.
    { isolationLevel: IsolationLevel.READ_COMMITTED },
  );
}

/**
 * Gives what runs those of a list that have not run yet, the last one being `to` if that is given, in a transaction that somebody else commits.
 * It may run several times; a second runner on one connection would leave the transaction.
 */
export function runnerIn(
  transaction: Transaction,
  orm: SqlMikroORM,
  list: readonly NamedMigration[],
): (to?: string) => Promise<string[]> {
  orm.config.set('migrations', migrationOptions('postgresql', list));
  const migrator = new Migrator(orm.em);
  migrator.getStorage().setMasterMigration(transaction); // it makes its journal before it enters the transaction
  return async (to) => {
    const done = await migrator.up({ transaction, ...(to !== undefined && { to }) });
    return done.map(({ name }) => name);
  };
}
