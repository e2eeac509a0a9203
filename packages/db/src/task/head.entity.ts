import { defineEntity } from '@mikro-orm/core';
import { ofUser } from './of-user.ts';

/**
 * One row a user: the latest seq, whose lock makes the order of seqs the order of commits, and how many tasks are in which
 * state, so that counting costs one row and the quota is exact.
 */
export const Head = defineEntity({
  name: 'Head',
  tableName: 'heads',
  properties: (p) => ({
    userId: ofUser,
    seq: p.bigint('number'),
    open: p.integer(),
    complete: p.integer(),
    deleted: p.integer(),
    /** The highest seq of a task that was purged from the trash: who has read no further cannot be told that it is gone. */
    purged: p.bigint('number').default(0),
  }),
});
