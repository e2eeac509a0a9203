import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type {} from './global-setup.ts'; // which says what is injected
import { migrations } from '../migrations/list.ts';
import { migrate } from '../migrations/migrate.ts';
import { createPostgresDatabase } from './postgres-database.ts';

/** The databases that every suite runs on: `for (const dialect of dialects) describe(dialect, …)`. */
export const dialects = ['sqlite', 'postgresql'] as const;

/** An empty place for a database, gone when it is disposed of. */
export interface TestPlace extends AsyncDisposable {
  readonly url: string;
}

/** Makes a place for one test's database; `migrated` says whether the newest schema is in it already. */
export async function setupPlace(
  dialect: (typeof dialects)[number],
  { migrated }: { migrated: boolean },
): Promise<TestPlace> {
  return dialect === 'sqlite' ? sqlitePlace(migrated) : postgresPlace(migrated);
}

// Names the newest schema, so that it is made once and then copied.
const version = createHash('sha256')
  .update(
    JSON.stringify(
      Object.values(migrations)
        .flat()
        .map(({ name, class: up }) => name + String(up)),
    ),
  )
  .digest('hex')
  .slice(0, 16);

async function postgresPlace(migrated: boolean): Promise<TestPlace> {
  const { url } = inject('postgres');
  return createPostgresDatabase(
    url,
    migrated ? { template: { version, prepare: async (empty) => void (await migrate({ url: empty })) } } : {},
  );
}

async function sqlitePlace(migrated: boolean): Promise<TestPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'typedo-test-'));
  const file = join(folder, 'typedo.sqlite');
  if (migrated) copyFileSync(await sqliteTemplate(), file);
  return { url: `sqlite:${file}`, [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }) };
}

async function sqliteTemplate(): Promise<string> {
  const template = join(tmpdir(), `typedo-template-${version}-${userInfo().uid}.sqlite`);
  if (existsSync(template)) return template;
  const draft = join(mkdtempSync(join(tmpdir(), 'typedo-draft-')), 'template.sqlite');
  await migrate({ url: `sqlite:${draft}` });
  renameSync(draft, template); // in one step: other processes make the same one at the same time
  return template;
}
