import { Migration } from '@mikro-orm/migrations';
import type { Database, Dialect } from '../database.ts';
import { migrations, type Migrations, type NamedMigration } from '../migrations/list.ts';

/** A migration of a test's own. */
export function migration(name: string, ...statements: string[]): NamedMigration {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        for (const statement of statements) this.addSql(statement);
      }
    },
  };
}

/** Our migrations, and then others. */
export function withMore(dialect: Dialect, ...more: NamedMigration[]): Migrations {
  return { ...migrations, [dialect]: [...migrations[dialect], ...more] };
}

/** All that is in a database: its schema and the rows of each table, without the journal of migrations. */
export async function contentsOf({
  orm,
  dialect,
}: Database): Promise<{ schema: unknown[]; rows: Record<string, unknown[]> }> {
  const read = (sql: string): Promise<Record<string, unknown>[]> => orm.em.getConnection().execute(sql);
  const rows: Record<string, unknown[]> = {};
  for (const { tableName } of orm.getMetadata())
    rows[tableName] = await read(`select * from "${tableName}" order by 1, 2`);
  const schema =
    dialect === 'sqlite'
      ? await read(`select name, sql from sqlite_schema order by name`)
      : await read(`select relname, attname, attnotnull, atttypid from pg_class join pg_attribute on attrelid = pg_class.oid
          where relnamespace = 'public'::regnamespace and attnum > 0 order by 1, 2`);
  return { schema, rows };
}
