import type { Server } from 'node:http';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { newId } from '@typedo/contract';
import { createCallers, type Caller } from '../program.ts';
import { inputs } from './inputs.ts';
import { pageOf, type Data, type Tasks } from './tasks.ts';

/** The peers' tRPC server, by tRPC's standalone adapter. What a procedure answers is inferred, as in tRPC's guide, not parsed. */
export function createTrpcServer(data: Data): Server {
  const callerOf = createCallers(data.userOf);
  return createHTTPServer({
    router: createRouter(),
    createContext: async ({ req }): Promise<Context> => ({
      caller: await callerOf(req.headers.authorization),
      tasks: data.tasks(),
    }),
  });
}

interface Context {
  readonly caller: Caller | null;
  readonly tasks: Tasks;
}

function createRouter() {
  const t = initTRPC.context<Context>().create();
  const protectedProcedure = t.procedure.use(async ({ ctx, next }) => {
    if (!ctx.caller) throw new TRPCError({ code: 'UNAUTHORIZED' });
    return next({ ctx: { caller: ctx.caller } });
  });

  return t.router({
    ping: protectedProcedure.query(({ ctx }) => ctx.caller),
    list: protectedProcedure
      .input(inputs.list)
      .query(async ({ ctx, input }) => pageOf(input.limit, (limit) => ctx.tasks.newest(ctx.caller.userId, limit))),
    search: protectedProcedure
      .input(inputs.search)
      .query(async ({ ctx, input }) =>
        pageOf(input.limit, (limit) => ctx.tasks.search(ctx.caller.userId, input.search, limit)),
      ),
    byId: protectedProcedure
      .input(inputs.byId)
      .query(async ({ ctx, input }) => found(await ctx.tasks.byId(ctx.caller.userId, input.id))),
    create: protectedProcedure
      .input(inputs.create)
      .mutation(async ({ ctx, input }) =>
        found((await ctx.tasks.insert(ctx.caller.userId, [{ id: newId(), ...input }])).at(0)),
      ),
    update: protectedProcedure
      .input(inputs.update)
      .mutation(async ({ ctx, input }) => found(await ctx.tasks.rename(ctx.caller.userId, input.id, input.title))),
    push: protectedProcedure
      .input(inputs.push)
      .mutation(async ({ ctx, input }) => ctx.tasks.insert(ctx.caller.userId, input.tasks)),
    pull: protectedProcedure
      .input(inputs.pull)
      .query(async ({ ctx, input }) => ctx.tasks.first(ctx.caller.userId, input.limit)),
  });
}

function found<T>(task: T | null | undefined): T {
  if (task === null || task === undefined) throw new TRPCError({ code: 'NOT_FOUND' });
  return task;
}
