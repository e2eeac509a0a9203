import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { zValidator } from '@hono/zod-validator';
import { newId } from '@typedo/contract';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import { createCallers, type Caller } from '../program.ts';
import { inputs } from './inputs.ts';
import { pageOf, type Data } from './tasks.ts';

/** The peers' Hono server, on its adapter for node:http. */
export function createHonoServer(data: Data): Server {
  const { fetch } = createApp(data);
  return createAdaptorServer({ fetch }) as Server; // HTTP/2 only when told
}

function createApp(data: Data) {
  const callerOf = createCallers(data.userOf);
  const tasks = data.tasks();
  const auth = createMiddleware<{ Variables: { caller: Caller } }>(async (c, next) => {
    const caller = await callerOf(c.req.header('authorization'));
    if (!caller) throw new HTTPException(401);
    c.set('caller', caller);
    await next();
  });

  return new Hono()
    .use(auth)
    .get('/me', (c) => c.json(c.var.caller))
    .get('/tasks', zValidator('query', inputs.list), async (c) => {
      const { limit } = c.req.valid('query');
      return c.json(await pageOf(limit, (rows) => tasks.newest(c.var.caller.userId, rows)));
    })
    .get('/tasks/search', zValidator('query', inputs.search), async (c) => {
      const { search, limit } = c.req.valid('query');
      return c.json(await pageOf(limit, (rows) => tasks.search(c.var.caller.userId, search, rows)));
    })
    .get('/tasks/all', zValidator('query', inputs.pull), async (c) =>
      c.json(await tasks.first(c.var.caller.userId, c.req.valid('query').limit)),
    )
    .get('/tasks/:id', zValidator('param', inputs.byId), async (c) =>
      c.json(found(await tasks.byId(c.var.caller.userId, c.req.valid('param').id))),
    )
    .post('/tasks', zValidator('json', inputs.create), async (c) => {
      const task = { id: newId(), ...c.req.valid('json') };
      return c.json(found((await tasks.insert(c.var.caller.userId, [task])).at(0)), 201);
    })
    .post('/tasks/many', zValidator('json', inputs.push), async (c) =>
      c.json(await tasks.insert(c.var.caller.userId, c.req.valid('json').tasks), 201),
    )
    .patch('/tasks/:id', zValidator('param', inputs.byId), zValidator('json', inputs.title), async (c) =>
      c.json(found(await tasks.rename(c.var.caller.userId, c.req.valid('param').id, c.req.valid('json').title))),
    );
}

function found<T>(task: T | null | undefined): T {
  if (task === null || task === undefined) throw new HTTPException(404);
  return task;
}
