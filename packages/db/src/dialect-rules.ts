import type { EntityMetadata, MetadataStorage, Platform } from '@mikro-orm/core';
import { SqlitePlatform } from '@mikro-orm/sql';

/**
 * Adds what the two databases have to say differently, when the entities are discovered.
 *
 * A list by title needs an index on the lower-cased title in the order of its bytes, which is how both databases agree about order. Purging
 * needs an index on the trash alone.
 */
export function addDialectRules(meta: EntityMetadata, platform: Platform): void {
  if (meta.tableName !== 'tasks') return;
  const sqlite = platform instanceof SqlitePlatform;
  meta.indexes.push({
    name: 'tasks_by_title',
    expression: (_columns, table, index) =>
      `create index "${index}" on "${table.name}" ("user_id", ${sqlite ? 'lower("title")' : 'lower("title" collate "C")'}, "id")`,
  });
  meta.indexes.push({
    name: 'tasks_in_trash',
    expression: (_columns, table, index) =>
      `create index "${index}" on "${table.name}" ("user_id", "deleted_at") where "deleted_at" is not null`,
  });
}

/**
 * Adds, once the entities are discovered, a check of its type for each column of a task: SQLite alone stores any type in
 * any column.
 */
export function addTypeRules(found: MetadataStorage, platform: Platform): void {
  if (!(platform instanceof SqlitePlatform)) return;
  for (const { tableName, checks, props } of found) {
    if (tableName !== 'tasks') continue;
    for (const { fieldNames, columnTypes, runtimeType, nullable = false } of props) {
      for (const [index, column] of fieldNames.entries()) {
        const isBoolean = runtimeType === 'boolean' ? ` and ${column} >= 0 and ${column} <= 1` : '';
        const rule = `typeof(${column}) = '${keptAs(columnTypes[index])}'${isBoolean}`;
        checks.push({ name: `tasks_${column}_type`, expression: nullable ? `${rule} or ${column} is null` : rule });
      }
    }
  }
}

/** What SQLite keeps in a column of this type: times and booleans are integers. */
function keptAs(type: string | undefined): 'text' | 'real' | 'integer' {
  if (type === 'text') return 'text';
  return type === 'real' || type === 'double' ? 'real' : 'integer';
}
