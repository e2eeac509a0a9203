import { defineEntity } from '@mikro-orm/core';
import { ofUser } from './of-user.ts';

/** One row of the history: who changed what of a task, when, at which seq. */
export const Change = defineEntity({
  name: 'Change',
  tableName: 'changes',
  properties: (p) => ({
    userId: ofUser,
    seq: p.bigint('number').primary(),
    taskId: p.uuid(),
    kind: p.text(),
    at: p.datetime(3),
    byKind: p.text(),
    /** The id of the API key; null for a session. */
    byId: p.text().nullable(),
    /** JSON of the fields that changed, as they were and as they became. */
    fieldsBefore: p.text(),
    fieldsAfter: p.text(),
  }),
  indexes: [{ name: 'changes_by_task', properties: ['userId', 'taskId', 'seq'] }],
});
