import {
  createdKey,
  createKey,
  deleteAccount,
  deletedAccount,
  endedSession,
  endedSessions,
  endSession,
  exportAccount,
  exportPage,
  keyList,
  me,
  revokedKey,
  revokeKey,
  sessionList,
} from '@typedo/contract';
import { z } from 'zod';
import { inPerson, router, signedIn } from '../trpc.ts';
import { exportPageOf } from './export.ts';

/** The `account` procedures: for a signed-in person only, but for `me`. */
export const accountRouter = router({
  me: signedIn
    .input(z.void())
    .output(me)
    .query(({ ctx: { principal } }) => ({
      userId: principal.userId,
      kind: principal.kind,
      scopes: [...principal.scopes],
    })),
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
  sessions: router({
    list: inPerson
      .input(z.void())
      .output(sessionList)
      .query(async ({ ctx }) => ({ sessions: await ctx.accounts.sessions.list(ctx.principal) })),
    end: inPerson
      .input(endSession)
      .output(endedSession)
      .mutation(({ ctx, input }) => ctx.accounts.sessions.end(ctx.principal, input)),
    endOthers: inPerson
      .input(z.void())
      .output(endedSessions)
      .mutation(({ ctx }) => ctx.accounts.sessions.endOthers(ctx.principal)),
  }),
  export: inPerson
    .input(exportAccount.prefault({})) // every key has a default
    .output(exportPage)
    .query(({ ctx, input }) => exportPageOf(ctx, ctx.principal, input)),
  delete: inPerson
    .input(deleteAccount)
    .output(deletedAccount)
    .mutation(({ ctx, input }) => ctx.accounts.delete(ctx.principal, input)),
});
