// Writes the migration that leads from the newest one to the entities, for both databases, and names it in
// src/migrations/list.ts:
//
//   pnpm --filter @typedo/db migration add-due-date
//
// A migration goes forward only. Add what the next release needs (expand), and remove what the last one needed when nobody
// runs it any more (contract): servers of both releases work on the new schema while one replaces the other. Read what was
// written: a column that must not be null needs a value for the rows that are there.
import { globSync, mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrm, migrate } from '../src/index.ts';
import { acquirePostgresServer } from '../src/testing/postgres-server.ts';
import { createPostgresDatabase } from '../src/testing/postgres-database.ts';
import { generate, timeOf, updateList } from './generate.ts';

const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
  console.error('Usage: pnpm --filter @typedo/db migration NAME   (lower case, e.g. add-due-date)');
  process.exit(2);
}

const folder = join(import.meta.dirname, '../src/migrations');
if (globSync(`*/??????????????-${name}.ts`, { cwd: folder }).length > 0) {
  console.error(`There is a migration ${name} already.`);
  process.exit(2);
}
const time = timeOf(new Date());

using server = await acquirePostgresServer();
await using postgres = await createPostgresDatabase(server.url);
using temporary = mkdtempDisposableSync(join(tmpdir(), 'typedo-migration-'));
for (const url of [`sqlite:${join(temporary.path, 'empty.sqlite')}`, postgres.url]) {
  await migrate({ url });
  await using database = await createOrm({ url });
  const path = await generate(database, { name, time, folder });
  console.log(path ? `Wrote ${path}` : `${database.label.split(' ')[0]}: nothing to do`);
}
await updateList(folder);
console.log('Read what was written, then run: pnpm format');
