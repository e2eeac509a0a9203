// Writes the migration that leads from the newest one to the entities, for both databases:
//   pnpm --filter @typedo/db migration NAME
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Migrator } from '@mikro-orm/migrations';
import { createOrm, migrate } from '../src/index.ts';
import { migrationOptions } from '../src/migrations/options.ts';
import { acquirePostgresServer } from '../src/testing/postgres-server.ts';
import { createPostgresDatabase } from '../src/testing/postgres-database.ts';

const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error('Usage: pnpm --filter @typedo/db migration NAME   (lower case, e.g. add-due-date)');
  process.exit(2);
}

using server = await acquirePostgresServer();
await using postgres = await createPostgresDatabase(server.url);
const sqlite = `sqlite:${join(mkdtempSync(join(tmpdir(), 'typedo-migration-')), 'empty.sqlite')}`;

for (const url of [sqlite, postgres.url]) {
  await migrate({ url });
  await using database = await createOrm({ url });
  const path = join(import.meta.dirname, '../src/migrations', database.dialect);
  database.orm.config.set('migrations', {
    ...migrationOptions(database.dialect),
    path,
    pathTs: path,
    emit: 'ts',
    fileName: (timestamp) => `${timestamp}-${name}`,
  });
  const { fileName, diff } = await new Migrator(database.orm.em).create(path);
  console.log(fileName ? `${database.dialect}/${fileName}: ${diff.up.length} statements` : `${database.dialect}: nothing to do`);
}
console.log('Read what was generated, then add it to src/migrations/list.ts.');
