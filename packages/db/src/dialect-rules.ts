import type { EntityMetadata, Platform } from '@mikro-orm/core';
import { SqlitePlatform } from '@mikro-orm/sql';

/**
 * Adds what the two databases have to say differently, when the entities are discovered.
 *
 * SQLite stores any type in any column, so its checks include `typeof`. A list by title needs an index on the lower-cased
 * title in the order of its bytes, which is how both databases agree about order. Purging needs an index on the trash alone.
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
  if (!sqlite) return;
  for (const [column, expression] of Object.entries(sqliteTypes)) {
    meta.checks.push({ name: `tasks_${column}_type`, expression });
  }
}

const sqliteTypes = {
  user_id: `typeof(user_id) = 'text'`,
  id: `typeof(id) = 'text'`,
  title: `typeof(title) = 'text'`,
  description: `typeof(description) = 'text' or description is null`,
  complete: `typeof(complete) = 'integer' and complete >= 0 and complete <= 1`,
  created_at: `typeof(created_at) = 'integer'`,
  updated_at: `typeof(updated_at) = 'integer'`,
  seq: `typeof(seq) = 'integer'`,
  deleted_at: `typeof(deleted_at) = 'integer' or deleted_at is null`,
};
