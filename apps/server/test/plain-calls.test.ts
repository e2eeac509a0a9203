import { appRouter } from '@typedo/api';
import { newId } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openLine, type Answer, type HeaderList, type Line } from './isolation/ask.ts';
import { setupServer } from './setup-server.ts';

/** A request that the server may answer either way. */
interface Request {
  readonly path: string;
  /** None: a GET. */
  readonly body?: string;
  readonly headers?: HeaderList;
}

for (const dialect of dialects) {
  describe(`calls on ${dialect}`, () => {
    test(`are answered as the library's adapter answers them`, { timeout: 60_000 }, async ({ annotate }) => {
      // As the program runs: what its answers are is checked here.
      await using server = await setupServer(dialect, { mayFail: true, checksOutput: false });
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const reader = await ada.key(['tasks:read']);
      const milk = await ada.typedo().task.create.mutate({ title: 'Milk', description: 'Two litres, ümlaut + 100 %' });
      const bread = await ada.typedo().task.create.mutate({ title: 'Bread' });
      using line = openLine(server.url);
      const requests = requestsOf({ secret, reader: reader.secret, cookie: ada.cookie, ids: [milk.id, bread.id] });
      for (const request of requests) {
        const [plain, library] = [await ask(line, request), await ask(line, throughLibrary(request))];
        expect({ request, ...comparable(plain) }).toEqual({ request, ...comparable(library) });
        expect({ request, wrong: wrongOutput(request, plain) }).toEqual({ request, wrong: null });
      }
      await annotate(`${requests.length} requests answered alike`, 'figure');
      expect(server.errors.splice(0)).toEqual([]);
    });
  });
}

const get = (path: string, input?: unknown) =>
  input === undefined ? `/trpc/${path}` : `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;

const batchOf = (paths: readonly string[], inputs: unknown) =>
  `/trpc/${paths.join(',')}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`;

/** Everything that a program may send, and much that it should not. Each has the same answer when it is sent again. */
function requestsOf(given: {
  secret: string;
  reader: string;
  cookie: string;
  ids: readonly [string, string];
}): Request[] {
  const { secret, reader, cookie, ids } = given;
  const own: HeaderList = [['authorization', `Bearer ${secret}`]];
  const [milk, bread] = ids;
  const named = () => ({ mutationId: newId(), id: milk });
  const gets = [
    get('account.me'),
    get('task.count'),
    get('task.list'),
    get('task.list', { limit: 1, order: 'oldest' }),
    get('task.list', { search: 'ÜMLAUT + 100 %' }),
    get('task.list', { search: 'two litres' }).replaceAll('%20', '+'),
    get('task.list', { limit: 0 }),
    get('task.list', { limit: 1, unknown: true }),
    get('task.list', 'text'),
    get('task.list', null),
    get('task.byId', { id: bread }),
    get('task.byId', { id: newId() }),
    get('task.byId', { id: 'x' }),
    get('task.byId'),
    get('task.history', { id: milk }),
    get('sync.pull', { cursor: null }),
    get('sync.pull', { cursor: 'x', limit: 1 }),
    get('account.keys.list'),
    get('task.create', { title: 'x' }),
    get('task.unknown'),
    get('toString'),
    get('sync.live'),
    '/trpc/',
    '/trpc/task.list?',
    '/trpc/task.list?input=',
    '/trpc/task.list?input={"limit":1}',
    '/trpc/task.list?input={%22limit%22',
    '/trpc/task.list?input=%7B%22limit%22%3A1%7D%',
    '/trpc/task.list?input=%FF',
    '/trpc/task.list?input={"limit":1}&input={"limit":2}',
    '/trpc/task.list?INPUT={"limit":1}',
    '/trpc/task%2Elist',
    '/trpc/task.list/',
    `/trpc/task.list?input=${'['.repeat(100)}${']'.repeat(100)}`,
    batchOf(['task.byId', 'task.byId', 'task.count'], { 0: { id: milk }, 1: { id: bread } }),
    batchOf(['task.byId', 'task.byId'], { 0: { id: milk }, 1: { id: newId() } }),
    batchOf(['task.byId', 'task.byId'], { 0: { id: newId() }, 1: { id: newId() } }),
    batchOf(['task.byId'], { 0: { id: milk }, 1: { id: bread } }),
    batchOf(['task.byId', 'task.byId'], [{ id: milk }, { id: bread }]),
    batchOf(['task.byId', 'task.byId'], 'x'),
    batchOf(['task.byId', 'task.create'], { 0: { id: milk } }),
    batchOf(['task.byId', 'no.such'], { 0: { id: milk } }),
    batchOf(['sync.pull', 'sync.pull'], {}),
    batchOf(Array<string>(20).fill('task.count'), {}),
    batchOf(Array<string>(21).fill('task.count'), {}),
    batchOf(['task.byId'], { 0: { id: milk }, __proto__: { 0: {} } }),
    '/trpc/task.count,task.count?batch=1',
    '/trpc/task.count,task.count?batch=0',
    '/trpc/task.count,task.count',
    '/trpc/task.count?batch=1&input=',
  ];
  const post = (path: string, body: unknown, headers = own): Request => ({
    path: `/trpc/${path}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers,
  });
  const update = { ...named(), patch: { title: 'Oat milk' } };
  const posts = [
    post('task.create', { title: ' Eggs ', id: newId() }),
    post('task.create', { title: 'x', id: milk }),
    post('task.create', { title: '' }),
    post('task.create', { title: '\ud800' }),
    post('task.create', { title: 'x', userId: 'another' }),
    post('task.create', ''),
    post('task.create', '{'),
    post('task.create', '[]'),
    post('task.create', 'null'),
    post('task.create', '{"title":"x","title":""}'),
    post('task.create', { title: 'x', id: newId() }, [...own, ['content-encoding', 'gzip']]),
    post('task.update', update),
    post('task.update', { ...named(), patch: { title: 'Late' }, was: { title: 'Milk' } }),
    post('task.update', { ...named(), patch: {} }),
    post('task.delete', { ...named(), id: bread }),
    post('task.restore', { ...named(), id: bread }),
    post('task.updateMany', { mutationId: newId(), ids, patch: { complete: true } }),
    post('task.updateMany', { mutationId: newId(), ids: [milk, milk], patch: { complete: true } }),
    post('sync.push', { mutations: [], contractVersion: '1.0.0' }),
    post('sync.push', { mutations: [{ type: 'update', ...update }], contractVersion: '99.0.0' }),
    post('task.count', {}),
    post(`task.update?input=${'['.repeat(40)}`, update),
    post('task.create,task.create?batch=1', { 0: { title: 'a', id: newId() }, 1: { title: '' } }),
    post('task.create,task.create?batch=1', '{"0":'),
    post('task.delete,task.delete?batch=1', { 0: { ...named(), id: bread }, 1: { ...named(), id: milk } }),
    post('account.delete', { password: 'wrong' }),
    post('task.create', { title: 'x'.repeat(100_000) }),
    post('task.create', JSON.stringify({ title: 'x'.repeat(1_100_000) })),
    post('task.create', JSON.stringify(Array(2_100).fill(0))),
  ];
  const callers: HeaderList[] = [
    [],
    [['authorization', 'Bearer tdo_unknown']],
    [['authorization', 'Basic x']],
    [['authorization', `bearer   ${secret}`]],
    [
      ['authorization', `Bearer ${secret}`],
      ['authorization', `Bearer ${secret}`],
    ],
    [['authorization', `Bearer ${reader}`]],
    [['cookie', cookie]],
    [['cookie', `other=1; ${cookie}`]],
    [
      ['cookie', cookie],
      ['sec-fetch-site', 'cross-site'],
    ],
    [
      ['cookie', cookie],
      ['authorization', 'Bearer tdo_unknown'],
    ],
    [...own, ['typedo-user-id', 'another']],
    [...own, ['x-forwarded-for', '10.0.0.1']],
    [...own, ['accept', 'application/jsonl']],
    [...own, ['trpc-accept', 'application/jsonl']],
    [...own, ['expect', '100-continue']],
    [...own, ['host', 'localhost/path']],
  ];
  return [
    ...gets.map((path) => ({ path, headers: own })),
    ...posts,
    ...callers.flatMap((headers) => [
      { path: get('account.me'), headers },
      { path: get('task.byId', { id: milk }), headers },
      { path: batchOf(['task.count', 'account.sessions.list'], {}), headers },
      post('task.update', update, headers),
    ]),
  ];
}

/** The same request, with what the plain way leaves to the library's adapter and that has no meaning. */
function throughLibrary({ path, ...request }: Request): Request {
  return { ...request, path: `${path}${path.includes('?') ? '&' : '?'}_` };
}

function ask(line: Line, { path, body, headers }: Request): Promise<Answer> {
  return line.send(path, body, headers);
}

/** An answer without what differs by its moment. The way that a body is framed is not compared: one is whole, the other a stream. */
function comparable({ status, headers, text }: Answer) {
  const lines = headers
    .split('\n')
    .filter((header) => !/^(date|x-request-id|content-length|transfer-encoding):/.test(header));
  return { status, headers: lines, text };
}

/** What is wrong with the answer to a single call by the procedure's output schema; null for nothing, and for what is refused. */
function wrongOutput({ path }: Request, { status, text }: Answer): string | null {
  const name = /^\/trpc\/([\w.]+)(?=\?|$)/.exec(path)?.[1] ?? '';
  if (status !== 200 || path.includes('batch=1') || name === 'sync.live') return null;
  const output = procedures[name]?._def.output;
  const { result } = JSON.parse(text) as { result: { data: unknown } };
  return (output && z.safeParse(output, result.data).error?.message) ?? null;
}

// At run time a router holds its procedures by their whole paths, with their schemas.
const procedures = appRouter._def.procedures as unknown as Record<
  string,
  { _def: { output: z.core.$ZodType } } | undefined
>;
