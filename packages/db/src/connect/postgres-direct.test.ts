import { mkdtempDisposableSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { backup } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import { migrate } from '../migrations/migrate.ts';
import { setupPlace, setupTcpProxy } from '../testing/index.ts';
import { openDirect } from './postgres-direct.ts';

describe('a direct URL', () => {
  it('of another database is refused by all that use it, and that database is not touched', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-direct-'));
    await using used = await setupPlace('postgresql', { migrated: true });
    await using other = await setupPlace('postgresql', { migrated: false });
    const file = join(folder.path, 'made');
    await backup({ url: used.url, file });
    const urls = { url: used.url, directUrl: other.url };
    const expected = `DATABASE_DIRECT_URL names another database (${labelOf(other.url)}) than DATABASE_URL (${labelOf(used.url)}). Let it name the same one past the pooler, or remove it.`;
    for (const attempt of [
      () => backup({ ...urls, file: join(folder.path, 'new') }),
      () => restore({ ...urls, file, replace: true }),
      () => migrate(urls),
    ])
      await expect(attempt()).rejects.toMatchObject({ name: 'DatabaseError', message: expected });
    expect(readdirSync(folder.path)).toEqual(['made']);
    expect(await tablesOf(other.url)).toEqual([]);
  });

  it('may lead to the same database by another way', async () => {
    await using used = await setupPlace('postgresql', { migrated: true });
    await using way = await setupTcpProxy(used.url);
    await using database = await openDirect({ url: used.url, directUrl: way.url });
    expect(database.label).toBe(labelOf(way.url));
    await database.ready(5_000);
  });
});

function labelOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL ${hostname}:${port}${pathname}`;
}

async function tablesOf(url: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(`select * from pg_tables where schemaname = 'public'`)).rows;
  } finally {
    await client.end();
  }
}
