import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Dialect } from '../src/index.ts';

/**
 * Writes `folder/DIALECT/TIME-NAME.ts`, which leads from the schema of a database to the entities, and gives that path;
 * undefined when there is nothing to do.
 */
export async function generate(
  database: Database,
  { name, time, folder }: { name: string; time: string; folder: string },
): Promise<string | undefined> {
  // Not the library's own generator, which makes the way back too and fails at it: it cannot read our index on an expression.
  const sql = await database.orm.schema.getUpdateSchemaSQL({ wrap: false });
  if (sql === '') return undefined;
  const path = join(folder, database.dialect, `${time}-${name}.ts`);
  await writeFile(path, fileWith(classNameOf(name), withDefaults(database, sql)));
  return path;
}

/**
 * Where SQLite builds a table anew, the library fills a new column with null, whatever its default: the rows that are there get that instead.
 *
 * @throws Error for a column that must not be null and has no default.
 */
function withDefaults({ orm }: Database, sql: string): string {
  const copying = /insert into `(\w+)__temp_alter` select [^;]*;/g;
  return sql.replaceAll(copying, (statement, table: string) =>
    statement.replaceAll(/null as `(\w+)`/g, (written, column: string) => {
      const meta = [...orm.getMetadata()].find(({ tableName }) => tableName === table);
      const property = meta?.props.find(({ fieldNames }) => fieldNames.includes(column));
      if (!property || property.nullable) return written;
      if (property.defaultRaw === undefined)
        throw new Error(`${table}.${column} needs a default: there are rows already`);
      return `${property.defaultRaw} as \`${column}\``;
    }),
  );
}

/** Names a new migration in the text of `list.ts`. */
export function addToList(list: string, dialect: Dialect, file: string): string {
  const name = file.slice(0, -'.ts'.length);
  const exported = classNameOf(name.slice(name.indexOf('-') + 1));
  const local = `${exported}On${dialect === 'sqlite' ? 'Sqlite' : 'Postgres'}`;
  const imports = `import { ${exported} as ${local} } from './${dialect}/${file}';\n\n/** A migration and`;
  return list
    .replace('\n/** A migration and', imports)
    .replace(new RegExp(`(${dialect}: \\[[^\\]]*?),?\\s*\\]`), `$1, { name: '${name}', class: ${local} }]`);
}

/** Puts what was written into the list, unless it is there. */
export async function updateList(folder: string): Promise<void> {
  const path = join(folder, 'list.ts');
  let list = await readFile(path, 'utf8');
  for (const dialect of ['sqlite', 'postgresql'] as const) {
    for (const file of globSync('*.ts', { cwd: join(folder, dialect) }).toSorted()) {
      if (!list.includes(`./${dialect}/${file}`)) list = addToList(list, dialect, file);
    }
  }
  await writeFile(path, list);
}

/** E.g. 20261231235959 */
export function timeOf(date: Date): string {
  return date.toISOString().replaceAll(/\D/g, '').slice(0, 14);
}

function fileWith(className: string, sql: string): string {
  const lines = sql.split(/;\n|;$/).flatMap((chunk) => {
    const statement = chunk.trim();
    // Our runner turns foreign keys off before its transaction; inside one these pragmas do nothing.
    if (statement === '' || statement.startsWith('pragma foreign_keys')) return [];
    const line = `    this.addSql(\`${statement.replaceAll(/[`$\\]/g, '\\$&')};\`);`;
    return chunk.startsWith('\n') ? ['', line] : [line];
  });
  return `import { Migration } from '@mikro-orm/migrations';

export class ${className} extends Migration {
  override up(): void {
${lines.join('\n')}
  }
}
`;
}

function classNameOf(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
