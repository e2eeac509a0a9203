import { followChanges, pullChanges, pulled, pushed, pushMutations } from '@typedo/contract';
import { reading, router, writing } from '../trpc.ts';
import type { FeedEvent } from './feed.ts';
import { push } from './push.ts';
import { streamOf } from './stream-of.ts';

/** The `sync` procedures, by which a program keeps a copy of a user's tasks in step. */
export const syncRouter = router({
  pull: reading
    .input(pullChanges.prefault({})) // without an input a snapshot begins
    .output(pulled)
    .query(({ ctx, input }) => ctx.tasks.pull(ctx.principal, input)),
  push: writing
    .input(pushMutations)
    .output(pushed)
    .mutation(({ ctx, input }) => push(ctx.tasks, ctx.principal, input)),
  live: reading
    .input(followChanges.prefault({})) // without an input it begins now
    .output(streamOf<FeedEvent>())
    .subscription(({ ctx, input, signal }) => ctx.feed.follow(ctx.principal, input, signal)),
});
