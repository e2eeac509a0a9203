import { postgresLogFile, readStatements } from '@typedo/db/testing';
import { contractVersion, newId, type Inputs } from '@typedo/sdk';
import { expect, it } from 'vitest';
import { logStatements } from './log-statements.ts';
import { setupServer } from './setup-server.ts';

it('sends no value that a user sent in the text of a statement', async ({ skip }) => {
  const logFile = postgresLogFile();
  if (logFile === undefined) return skip('a PostgreSQL from outside keeps its log to itself');
  await using server = await setupServer('postgresql');
  await logStatements(server.database);

  const marked = (what: string) => `marker ${what} '"$1\\ `.trim();
  const ada = await server.signUp('Marker of a name');
  const { secret } = await ada.key();
  const key = await ada
    .typedo()
    .account.keys.create.mutate({ name: marked('key'), scopes: ['tasks:read'], expiresInDays: 1234 });
  await ada.typedo().account.keys.list.query();
  await ada.typedo().account.keys.revoke.mutate({ id: key.id });

  const typedo = ada.typedo({ apiKey: secret });
  const { task, sync } = typedo;
  const [id, other, mutationId] = [newId(), newId(), newId()];
  const create: Inputs['task']['create'] = { id, title: marked('title'), description: marked('description') };
  const { updatedAt } = await task.create.mutate(create);
  await task.create.mutate(create);
  await task.create.mutate({ id: other, title: marked('second') });
  await task.update.mutate({
    id,
    mutationId,
    patch: { title: marked('patch'), description: marked('patched') },
    was: { title: marked('title'), updatedAt },
  });
  await task.byId.query({ id });
  for (const order of ['newest', 'oldest', 'recentlyUpdated', 'title'] as const) {
    const page = await task.list.query({ order, search: 'MARKER', limit: 1, complete: false });
    await task.list.query({ order, search: 'MARKER', limit: 1, complete: false, cursor: page.nextCursor ?? '' });
  }
  await task.updateMany.mutate({ ids: [id, other], patch: { description: marked('many') } });
  await task.deleteMany.mutate({ ids: [other] });
  await task.delete.mutate({ id, was: { description: marked('many') } });
  await task.restore.mutate({ id });
  await task.count.query();
  await task.history.query({ id, limit: 1 });
  const mutations = [marked('pushed'), marked('pushed again')].map((title) => {
    const id = newId();
    return { type: 'create' as const, mutationId: id, id, title };
  });
  await sync.push.mutate({ mutations, contractVersion });
  await sync.push.mutate({ mutations: mutations.slice(1), contractVersion });
  const { cursor } = await sync.pull.query({ limit: 2 });
  for await (const _ of typedo.live({ cursor: cursor ?? undefined })) break;
  await server.post('/api/auth/sign-in/email', { email: ada.email, password: ada.password }, { origin: server.url });

  const statements = await readStatements(logFile, new URL(server.database.url).pathname.slice(1));
  expect(statements.length).toBeGreaterThan(40);
  for (const table of ['tasks', 'changes', 'mutations', 'heads', 'users', 'sessions', 'api_keys']) {
    expect(statements.filter((text) => new RegExp(`(into|from|update) "?${table}\\b`, 'i').test(text))).not.toEqual([]);
  }
  const sent = [
    /marker/i,
    ...mutations.map(({ mutationId }) => mutationId),
    id,
    other,
    mutationId,
    updatedAt,
    ada.userId,
    ada.email,
    ada.password,
    secret,
    key.secret,
    key.id,
    '1234',
  ];
  const leaking = statements.filter((text) =>
    sent.some((value) => (value instanceof RegExp ? value.test(text) : text.includes(value))),
  );
  expect(leaking).toEqual([]);
  return undefined;
});
