import { mkdirSync, mkdtempDisposableSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, type Database } from '../src/index.ts';
import type { NamedMigration } from '../src/migrations/list.ts';
import { dialects, setupDatabase } from '../src/testing/index.ts';
import { withMore } from '../src/testing/migrations.ts';
import { addToList, generate, timeOf, updateList } from './generate.ts';

const source = join(import.meta.dirname, '../src/migrations');
const time = '20990101000000';

for (const dialect of dialects) {
  describe(dialect, () => {
    it('has nothing to write today', async () => {
      using folder = setupFolder();
      await using database = await setupDatabase(dialect);
      expect(await generate(database, { name: 'nothing', time, folder: folder.path })).toBeUndefined();
    });

    it('writes a migration that leads to the entities, forward only, and names it in the list', async () => {
      using folder = setupFolder();
      await copyFile(join(source, 'list.ts'), join(folder.path, 'list.ts'));
      await using database = await setupDatabase(dialect);
      changeEntities(database);
      const path = (await generate(database, { name: 'short-names', time, folder: folder.path })) ?? '';
      const text = await readFile(path, 'utf8');
      expect(text).toMatch(
        /^import \{ Migration \} from '@mikro-orm\/migrations';\n\nexport class ShortNames extends Migration \{\n  override up\(\): void \{\n/,
      );
      expect(text).not.toMatch(/down|pragma/);
      await updateList(folder.path);
      expect(await readFile(join(folder.path, 'list.ts'), 'utf8')).toContain(
        `{ name: '${time}-short-names', class: ShortNamesOn`,
      );

      const written = { name: `${time}-short-names`, class: await classFrom(text, 'ShortNames') };
      await migrate({ url: database.url }, withMore(dialect, written));
      expect(await generate(database, { name: 'nothing', time, folder: folder.path })).toBeUndefined();
    });
  });
}

describe('the list', () => {
  it('takes migrations one after the other', async () => {
    let list = await readFile(join(source, 'list.ts'), 'utf8');
    for (const name of ['add-due-date', 'drop-it-again']) list = addToList(list, 'sqlite', `${time}-${name}.ts`);
    expect(list).toContain(`import { AddDueDate as AddDueDateOnSqlite } from './sqlite/${time}-add-due-date.ts';\n`);
    const names = /sqlite: \[([^\]]*)\]/.exec(list)?.[1]?.match(/(?<=class: )\w+/g);
    expect(names?.[0]).toBe('FirstOnSqlite');
    expect(names?.slice(-2)).toEqual(['AddDueDateOnSqlite', 'DropItAgainOnSqlite']);
    expect(/postgresql: \[([^\]]*)\]/.exec(list)?.[1]).not.toContain('AddDueDate');
  });

  it('names each by its time to the second, in UTC', () => {
    expect(timeOf(new Date('2026-12-31T23:59:58.765Z'))).toBe('20261231235958');
  });
});

function setupFolder() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-test-'));
  for (const dialect of dialects) mkdirSync(join(folder.path, dialect));
  return folder;
}

function changeEntities({ orm }: Database): void {
  for (const meta of orm.getMetadata()) {
    if (meta.tableName === 'tasks') meta.checks.push({ name: 'tasks_short', expression: 'length(title) <= 199' });
  }
}

type MigrationClass = NamedMigration['class'];

/** Loads a generated file from where it can import the library. */
async function classFrom(text: string, name: string): Promise<MigrationClass> {
  const library = import.meta.resolve('@mikro-orm/migrations');
  const plain = stripTypeScriptTypes(text).replace('@mikro-orm/migrations', library);
  const module: Record<string, MigrationClass> = await import(`data:text/javascript,${encodeURIComponent(plain)}`);
  const found = module[name];
  if (!found) throw new Error(`The file does not export ${name}`);
  return found;
}
