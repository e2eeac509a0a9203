import { defineEntity } from '@mikro-orm/core';
import { limits, type FieldName } from '@typedo/contract';
import { ofUser } from './of-user.ts';

/**
 * A task: the wire's fields, and two that never leave the database. The checks repeat the contract's rules, written
 * so that both databases understand them: `length` counts code points in both. What only SQLite needs is in `dialect-rules.ts`.
 */
export const Task = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: (p) =>
    ({
      userId: ofUser,
      id: p.uuid().primary(),
      title: p.text(),
      description: p.text().nullable(),
      complete: p.boolean(),
      createdAt: p.datetime(3),
      updatedAt: p.datetime(3),
      /** The head's value when the task was last changed; unique among the user's tasks. */
      seq: p.bigint('number'),
      /** When the task went to the trash; null for a task that is not there. */
      deletedAt: p.datetime(3).nullable(),
    }) satisfies Record<FieldName, unknown> & Record<string, unknown>,
  indexes: [
    { name: 'tasks_by_creation', properties: ['userId', 'createdAt', 'id'] },
    { name: 'tasks_by_update', properties: ['userId', 'updatedAt', 'id'] },
  ],
  uniques: [{ name: 'tasks_by_seq', properties: ['userId', 'seq'] }],
  checks: [
    {
      name: 'tasks_user_id_length',
      expression: `length(user_id) >= ${limits.userId.min} and length(user_id) <= ${limits.userId.max}`,
    },
    {
      name: 'tasks_title_length',
      expression: `length(title) >= ${limits.title.min} and length(title) <= ${limits.title.max}`,
    },
    { name: 'tasks_description_length', expression: `length(description) <= ${limits.description.max}` },
    { name: 'tasks_updated_after_created', expression: 'updated_at >= created_at' },
  ],
});
