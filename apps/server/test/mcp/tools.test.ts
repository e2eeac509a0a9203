import { reasons, taskPage, type Scope } from '@typedo/contract';
import type { Dialect } from '@typedo/db';
import { describe, expect, test } from 'vitest';
import { setupServer, type ServerOverrides } from '../setup-server.ts';
import { refusalIn, textsOf, transports } from './clients.ts';

/** What differs between databases is below the tools: one way to PostgreSQL shows that they work there. */
const ways: { name: keyof typeof transports; dialect: Dialect }[] = [
  { name: 'http', dialect: 'sqlite' },
  { name: 'stdio', dialect: 'sqlite' },
  { name: 'http', dialect: 'postgresql' },
];

for (const { name, dialect } of ways) {
  test(`each tool does what its procedure does, and its answer is of its schema: over ${name} on ${dialect}`, async () => {
    await using world = await setup(name, { dialect });
    const { agent, ada } = world;
    expect((await agent.tools()).map(({ name }) => name)).toEqual([
      'list_tasks',
      'create_task',
      'complete_task',
      'update_task',
      'delete_task',
      'restore_task',
    ]);
    const milk = await agent.task('create_task', { title: ' Milk ', description: 'Two litres 🥛' });
    expect(milk).toMatchObject({ title: 'Milk', description: 'Two litres 🥛', complete: false, userId: ada.userId });
    const { id } = milk;
    expect(await agent.task('complete_task', { id })).toMatchObject({ id, complete: true });
    expect(await agent.task('complete_task', { id, complete: false })).toMatchObject({ id, complete: false });
    const oats = await agent.task('update_task', { id, patch: { title: 'Oats', description: null } });
    expect(oats).toMatchObject({ id, title: 'Oats', description: null });
    expect(await agent.task('delete_task', { id })).toMatchObject({ id });
    expect((await agent.call('list_tasks')).structuredContent).toEqual({ tasks: [], nextCursor: null });
    expect(await agent.task('restore_task', { id })).toMatchObject({ id, title: 'Oats' });
    const listed = await agent.call('list_tasks', { search: 'oat', limit: 1 });
    expect(taskPage.parse(listed.structuredContent).tasks).toEqual([await ada.typedo().task.byId.query({ id })]);
    expect(JSON.parse(textsOf(listed)[0] ?? '')).toEqual(listed.structuredContent);
  });
}

describe.each(['http', 'stdio'] as const)('tools over %s', (name) => {
  test('a refusal is a result that says why, in words and as JSON', async () => {
    await using world = await setup(name, { taskQuota: 2 });
    const { agent, server } = world;
    const grace = await server.signUp('Grace');
    const theirs = await grace.typedo().task.create.mutate({ title: 'A secret' });
    const { id, updatedAt } = await agent.task('create_task', { title: 'Milk' });
    const gone = await agent.task('create_task', { title: 'Gone' });
    await agent.task('delete_task', { id: gone.id });

    const refused = async (name: string, args: Record<string, unknown>) => refusalIn(await agent.call(name, args));
    for (const name of ['complete_task', 'delete_task', 'restore_task'])
      expect(await refused(name, { id: theirs.id })).toMatchObject({ reason: 'TASK_NOT_FOUND' });
    const was = { updatedAt: '2020-01-01T00:00:00.000Z' };
    expect(await refused('update_task', { id, patch: { title: 'Oats' }, was })).toMatchObject({
      reason: 'TASK_CHANGED',
      details: { task: { id, updatedAt } },
      message: reasons.TASK_CHANGED.message,
    });
    expect(await refused('complete_task', { id: gone.id })).toEqual({
      reason: 'TASK_DELETED',
      details: { id: gone.id },
      message: reasons.TASK_DELETED.message,
    });
    expect(await refused('create_task', { title: 'x', id })).toMatchObject({ reason: 'TASK_ID_TAKEN' });
    expect(await refused('create_task', { title: 'One more' })).toMatchObject({ reason: 'QUOTA_EXCEEDED' });

    const wrong = await agent.call('create_task', { title: ' ', done: true });
    expect(refusalIn<'INVALID_INPUT'>(wrong).details.issues.map(({ path, code }) => [path, code])).toEqual([
      [['title'], 'too_small'],
      [[], 'unrecognized_keys'],
    ]);
    expect(textsOf(wrong)[0]).toMatch(/^INVALID_INPUT: The input is not valid\. title: .+ The input: .*"done"/);
    const patched = await agent.call('complete_task', { id, complete: 'yes', patch: { title: 'x' } });
    expect(refusalIn<'INVALID_INPUT'>(patched).details.issues.map(({ path }) => path)).toEqual([['complete'], []]);
    expect(refusalIn(await agent.call('list_tasks', { limit: 0 })).reason).toBe('INVALID_INPUT');
    expect((await grace.typedo().task.list.query({})).tasks).toEqual([theirs]);
  });

  test('a key that may only read is shown what reads, and is told what it lacks', async () => {
    await using world = await setup(name, { scopes: ['tasks:read'] });
    const { agent } = world;
    expect((await agent.tools()).map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['list_tasks', true],
    ]);
    const refused = await agent.call('create_task', { title: 'x' });
    expect(refusalIn(refused)).toMatchObject({ reason: 'SCOPE_MISSING', details: { scope: 'tasks:write' } });
    expect(textsOf(refused)[0]).toContain('a key with the scope tasks:write');
    expect((await agent.call('list_tasks')).structuredContent).toEqual({ tasks: [], nextCursor: null });
  });

  test('an unknown tool, and a tool that is asked for in the background, are errors of the protocol', async () => {
    await using world = await setup(name);
    const { client } = world.agent;
    await expect(client.callTool({ name: 'drop_tasks', arguments: {} })).rejects.toThrow(/-32602.*list_tasks/);
    const params = { name: 'list_tasks', arguments: {}, task: { ttl: 1000 } };
    await expect(client.callTool(params)).rejects.toThrow(/-32603/);
    await expect(client.listPrompts()).rejects.toThrow(/-32601|does not support/);
    await client.ping();
  });
});

test('a tool over HTTP answers as often as it is called', async ({ annotate }) => {
  await using server = await setupServer('sqlite');
  const ada = await server.signUp();
  const { secret } = await ada.key();
  await using agent = await transports.http(server.url, secret);
  const { task } = ada.typedo({ apiKey: secret });
  for (const call of [() => agent.call('list_tasks'), () => task.list.query({})]) await times(20, call); // warm
  const ofTools = await times(100, () => agent.call('list_tasks'));
  const ofCalls = await times(100, () => task.list.query({}));
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  await annotate(`${ms(ofTools)} a tool's call, ${ms(ofCalls)} the procedure's through the SDK`, 'figure');
  const created = Array.from({ length: 20 }, (_, number) => agent.task('create_task', { title: `Task ${number}` }));
  expect(new Set((await Promise.all(created)).map(({ title }) => title)).size).toBe(20);
});

/** Milliseconds that one of so many calls takes. */
async function times(count: number, call: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let made = 0; made < count; made++) await call();
  return (performance.now() - begun) / count;
}

/** Ada's agent, with a key that has these scopes. */
async function setup(
  name: keyof typeof transports,
  { dialect = 'sqlite', scopes, ...overrides }: ServerOverrides & { dialect?: Dialect; scopes?: Scope[] } = {},
) {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer(dialect, overrides));
  const ada = await server.signUp();
  const agent = owned.use(await transports[name](server.url, (await ada.key(scopes)).secret));
  const disposables = owned.move();
  return { server, ada, agent, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}
