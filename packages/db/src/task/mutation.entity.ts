import { defineEntity } from '@mikro-orm/core';
import { ofUser } from './of-user.ts';

/** What became of a mutation, so that a retry gets the same answer and has no second effect. */
export const Mutation = defineEntity({
  name: 'Mutation',
  tableName: 'mutations',
  properties: (p) => ({
    userId: ofUser,
    id: p.uuid().primary(),
    /** Of what was intended: the same id with another hash is another intention. */
    hash: p.text(),
    /** JSON of the outcome, exactly as it was answered. */
    outcome: p.text(),
    at: p.datetime(3),
  }),
});
