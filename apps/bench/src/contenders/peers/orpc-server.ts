import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { ORPCError, os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import { BatchHandlerPlugin } from '@orpc/server/plugins';
import { newId } from '@typedo/contract';
import { createCallers } from '../program.ts';
import { inputs } from './inputs.ts';
import { pageOf, type Data } from './tasks.ts';

/** The peers' oRPC server, by its handler for node:http. What a procedure answers is inferred, as in oRPC's guide, not parsed. */
export function createOrpcServer(data: Data): Server {
  const handler = new RPCHandler(createRouter(data), { plugins: [new BatchHandlerPlugin()] });
  // oxlint-disable-next-line typescript/no-misused-promises -- the guide's own lines; the handler answers its failures itself
  return createServer(async (req, res) => {
    const { matched } = await handler.handle(req, res, { prefix: '/rpc', context: { headers: req.headers } });
    if (matched) return;
    res.statusCode = 404;
    res.end('Not found');
  });
}

function createRouter(data: Data) {
  const callerOf = createCallers(data.userOf);
  const tasks = data.tasks();
  const authed = os.$context<{ headers: IncomingHttpHeaders }>().use(async ({ context, next }) => {
    const caller = await callerOf(context.headers.authorization);
    if (!caller) throw new ORPCError('UNAUTHORIZED');
    return next({ context: { caller } });
  });

  return {
    ping: authed.handler(({ context }) => context.caller),
    list: authed
      .input(inputs.list)
      .handler(async ({ context, input }) =>
        pageOf(input.limit, (limit) => tasks.newest(context.caller.userId, limit)),
      ),
    search: authed
      .input(inputs.search)
      .handler(async ({ context, input }) =>
        pageOf(input.limit, (limit) => tasks.search(context.caller.userId, input.search, limit)),
      ),
    byId: authed
      .input(inputs.byId)
      .handler(async ({ context, input }) => found(await tasks.byId(context.caller.userId, input.id))),
    create: authed
      .input(inputs.create)
      .handler(async ({ context, input }) =>
        found((await tasks.insert(context.caller.userId, [{ id: newId(), ...input }])).at(0)),
      ),
    update: authed
      .input(inputs.update)
      .handler(async ({ context, input }) => found(await tasks.rename(context.caller.userId, input.id, input.title))),
    push: authed
      .input(inputs.push)
      .handler(async ({ context, input }) => tasks.insert(context.caller.userId, input.tasks)),
    pull: authed
      .input(inputs.pull)
      .handler(async ({ context, input }) => tasks.first(context.caller.userId, input.limit)),
  };
}

function found<T>(task: T | null | undefined): T {
  if (task === null || task === undefined) throw new ORPCError('NOT_FOUND');
  return task;
}
