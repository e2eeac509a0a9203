import type { DatabaseOptions, PostgresDatabase } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { entities } from '../entities.ts';
import { directUrlOf } from './postgres-url.ts';
import { askPostgres, openPostgres } from './postgres.ts';

/**
 * Opens PostgreSQL past a pooler, and with all the time that a statement takes: to migrate, back up or restore. `mapped` is as for `openPostgres`.
 *
 * @throws DatabaseError as `createOrm` does, and when the direct URL leads to another database than `url`.
 */
export async function openDirect(options: DatabaseOptions, { mapped = entities } = {}): Promise<PostgresDatabase> {
  const url = options.directUrl ?? directUrlOf(options.url);
  if (url !== options.url) await assertSame(options, { ...options, url });
  return openPostgres({ ...options, url, pool: { min: 0, max: 2 } }, { patient: true, mapped });
}

/**
 * Anybody may ask this, also of a pooler, which may know the database by another name. A copy of a whole server has the numbers of the
 * original but not its start, told here as a number because the text of a moment depends on settings.
 */
const whereabouts = `
  select pg_database.oid::text as oid, extract(epoch from pg_postmaster_start_time())::text as started
  from pg_database where datname = current_database()`;

async function assertSame(options: DatabaseOptions, direct: DatabaseOptions): Promise<void> {
  const one = await askPostgres(options, whereabouts);
  const other = await askPostgres(direct, whereabouts);
  if (JSON.stringify(one.rows) === JSON.stringify(other.rows)) return;
  throw new DatabaseError(
    `DATABASE_DIRECT_URL names another database (${other.label}) than DATABASE_URL (${one.label}). Let it name the same one past the pooler, or remove it.`,
  );
}
