import { defineEntity } from '@mikro-orm/core';
import { ofUser } from '../task/of-user.ts';

/**
 * An account that its person has deleted and of which not everything is erased yet. The row goes with the account's own, which goes last:
 * whoever finds one goes on with the erasure.
 */
export const Closing = defineEntity({
  name: 'Closing',
  tableName: 'closings',
  properties: (p) => ({
    userId: ofUser,
    /** When the account was closed. */
    at: p.datetime(3),
  }),
});
