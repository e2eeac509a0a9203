import { IsolationLevel } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { waitFor } from '../connect/wait.ts';
import type { PostgresDatabase } from '../database.ts';
import type { NamedMigration } from './list.ts';
import type { Run } from './migrate.ts';
import { migrationOptions } from './options.ts';

/** Any number, the same for all servers. */
const advisoryLock = 7_316_532;

/**
 * Runs what has not run yet, in one transaction and under a lock. Lock and transaction are the same connection's, so that
 * neither outlives the other; a lock of the transaction is also safe behind a pooler, where one of a session is not.
 */
export async function migratePostgres(
  { orm }: PostgresDatabase,
  list: readonly NamedMigration[],
  { onWait, waitMs }: Run,
): Promise<string[]> {
  orm.config.set('migrations', migrationOptions('postgresql', list));
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
      const migrator = new Migrator(orm.em);
      migrator.getStorage().setMasterMigration(transaction); // it makes its journal before it enters the transaction
      const done = await migrator.up({ transaction });
      return done.map(({ name }) => name);
    },
    // What another server committed while this one waited has to be seen.
    { isolationLevel: IsolationLevel.READ_COMMITTED },
  );
}
