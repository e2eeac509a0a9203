import { createdKey, createKey, keyList, revokedKey, revokeKey } from '@typedo/contract';
import { z } from 'zod';
import { inPerson, router } from '../trpc.ts';

/** The `account` procedures, for a signed-in person only. */
export const accountRouter = router({
  keys: router({
    create: inPerson
      .input(createKey)
      .output(createdKey)
      .mutation(({ ctx, input }) => ctx.accounts.keys.create(ctx.principal, input)),
    list: inPerson
      .input(z.void())
      .output(keyList)
      .query(async ({ ctx }) => ({ keys: await ctx.accounts.keys.list(ctx.principal) })),
    revoke: inPerson
      .input(revokeKey)
      .output(revokedKey)
      .mutation(({ ctx, input }) => ctx.accounts.keys.revoke(ctx.principal, input)),
  }),
});
