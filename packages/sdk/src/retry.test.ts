import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { contractVersion, createTypedo, fieldsOf, isReason, newId, reasonOf, taskId, type Task } from './index.ts';
import { statusOf } from './pauses.ts';

// The servers here stand for what goes wrong on the way: they drop, hang and answer what proxies answer.
const now = '2026-01-02T03:04:05.678Z';
const task: Task = {
  id: newId(),
  userId: 'u',
  ...fieldsOf({ title: 't' }),
  createdAt: now,
  updatedAt: now,
};

describe('a call that fails on the way', () => {
  it('is sent again with the same mutation id until an answer comes', async () => {
    await using server = await setupWay((attempt, response) => {
      if (attempt === 1) response.destroy();
      else if (attempt === 2) response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      else if (attempt === 3) response.writeHead(408, { connection: 'close' }).end();
      else if (attempt === 4) refuse(response, 503, { reason: 'UNAVAILABLE', details: { retryAfter: 0.01 } });
      else answer(response, task);
    });
    expect(await server.typedo.task.update.mutate({ id: task.id, patch: { title: 't' } })).toEqual(task);
    expect(server.sent).toHaveLength(5);
    const ids = server.sent.map(({ mutationId }) => mutationId);
    expect([new Set(ids).size, taskId.safeParse(ids[0]).success]).toEqual([1, true]);
  });

  it('keeps the id and the mutation id of a create, those that the caller chose as well', async () => {
    await using server = await setupWay((attempt, response) =>
      attempt % 2 ? response.destroy() : answer(response, task),
    );
    await server.typedo.task.create.mutate({ title: 't' });
    const chosen = { id: newId(), mutationId: newId() };
    await server.typedo.task.create.mutate({ title: 't', ...chosen });
    await server.typedo.task.create.mutate({ title: 't', id: chosen.id });
    const [first, again, ...rest] = server.sent.map(({ id, mutationId }) => ({ id, mutationId }));
    expect(again).toEqual(first);
    expect(first?.mutationId).toBe(first?.id);
    expect(rest).toEqual([
      chosen,
      chosen,
      { id: chosen.id, mutationId: chosen.id },
      { id: chosen.id, mutationId: chosen.id },
    ]);
  });

  it('is given up after the attempts that were asked for, and has no reason then', async () => {
    await using server = await setupWay((_, response) => response.destroy(), { attempts: 3 });
    const error: unknown = await server.typedo.task.count.query().catch((failure: unknown) => failure);
    expect([server.count(), reasonOf(error)]).toEqual([3, null]);
  });

  it('is ended after its time and sent again', async () => {
    await using server = await setupWay((attempt, response) => void (attempt > 1 && answer(response, task)), {
      timeout: 100,
    });
    expect(await server.typedo.task.byId.query({ id: task.id })).toEqual(task);
    expect(server.count()).toBe(2);
  });

  it('is sent again when it is a push, whose mutations have their ids already', async () => {
    const pushed = { outcomes: [{ status: 'applied', task }], cursor: 'e.1' };
    await using server = await setupWay((attempt, response) =>
      attempt === 1 ? response.destroy() : answer(response, pushed),
    );
    const mutations = [{ type: 'delete' as const, id: task.id, mutationId: newId() }];
    expect(await server.typedo.sync.push.mutate({ mutations, contractVersion })).toEqual(pushed);
    expect(server.sent).toEqual(Array.from({ length: 2 }, () => ({ mutations, contractVersion })));
  });

  it('is not sent again when it has no mutation id: a second key would be made', async () => {
    await using server = await setupWay((_, response) => response.destroy());
    await expect(server.typedo.account.keys.create.mutate({ name: 'k', scopes: ['tasks:read'] })).rejects.toThrow(
      'fetch failed',
    );
    expect(server.count()).toBe(1);
  });

  it('stops when its caller gives up', async () => {
    const controller = new AbortController();
    await using server = await setupWay((_, response) => {
      controller.abort();
      response.destroy();
    });
    await expect(server.typedo.task.byId.query({ id: task.id }, { signal: controller.signal })).rejects.toThrow(
      /abort/i,
    );
    expect(server.count()).toBe(1);
  });
});

describe('a call that the server refused', () => {
  it('is not sent again, and rejects with an error that its reason narrows', async () => {
    const refusal = { reason: 'TASK_CHANGED', details: { task } } as const;
    await using server = await setupWay((_, response) => refuse(response, 412, refusal));
    const error: unknown = await server.typedo.task.delete.mutate({ id: task.id }).catch((failure: unknown) => failure);
    expect(server.count()).toBe(1);
    expect(isReason(error, 'TASK_CHANGED') && error.data.details.task).toEqual(task);
    expect([isReason(error, 'TASK_NOT_FOUND'), reasonOf(error)]).toEqual([false, expect.objectContaining(refusal)]);
    expect([reasonOf(new Error('other')), isReason(null, 'INTERNAL')]).toEqual([null, false]);
  });
});

describe('a call that was answered without a reason that is known', () => {
  it('is not sent again, also where the program has another Response in the place of the global one', async () => {
    using globals = new DisposableStack();
    globals.defer(() => void vi.unstubAllGlobals());
    await using server = await setupWay((_, response) => refuse(response, 400, { reason: 'FUTURE', details: {} }));
    const fail = () => server.typedo.task.byId.query({ id: task.id }).catch(statusOf);
    expect(await fail()).toBe(400);
    vi.stubGlobal('Response', Map); // any class that is not its own
    expect(await fail()).toBe(400);
    expect(server.count()).toBe(2);
  });
});

describe('the address of a server', () => {
  it('may have a path, and must be one of http', async () => {
    await using server = await setupWay((_, response) => answer(response, task), { path: '/behind/a/proxy' });
    await server.typedo.task.byId.query({ id: task.id });
    expect(server.paths[0]).toMatch(/^\/behind\/a\/proxy\/trpc\/task\.byId\?/);
    expect(() => createTypedo({ url: 'http://host', apiKey: 'tdö' })).toThrow(TypeError);
    for (const url of ['ftp://host', 'nonsense', ''])
      expect(() => createTypedo({ url, apiKey: 'k' })).toThrow(/^Invalid url: expected/);
  });
});

/** A server whose `behave` decides about each request, and a client of it. */
async function setupWay(
  behave: (attempt: number, response: ServerResponse) => unknown,
  { path = '', ...options }: { path?: string; attempts?: number; timeout?: number } = {},
) {
  const sent: { id?: string; mutationId?: string }[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    const attempt = paths.length;
    void inputOf(request)
      .then((input) => sent.push(input))
      .then(() => behave(attempt, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    sent,
    paths,
    count: () => paths.length,
    typedo: createTypedo({ url: `http://127.0.0.1:${port}${path}`, apiKey: 'tdo_x', ...options }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function inputOf(request: IncomingMessage): Promise<{ id?: string; mutationId?: string }> {
  const chunks = await request.toArray();
  const body = Buffer.concat(chunks).toString();
  return body === '' ? {} : (JSON.parse(body) as [{ id?: string; mutationId?: string }])[0]; // a batch, as our client sends it
}

function answer(response: ServerResponse, data: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([{ result: { data } }]));
}

function refuse(response: ServerResponse, httpStatus: number, refusal: { reason: string; details: unknown }): void {
  const error = { message: 'no', code: -32000, data: { code: 'X', httpStatus, path: 'task.x', ...refusal } };
  response.writeHead(httpStatus, { 'content-type': 'application/json' }).end(JSON.stringify([{ error }]));
}
