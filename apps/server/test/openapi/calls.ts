import { catalogue } from '@typedo/api';
import { contractVersion, newId, type Procedure, type Reason } from '@typedo/contract';
import { setupServer, type TestServer } from '../setup-server.ts';
import type { Answered } from './answer-check.ts';

/** A call, by whom, and what is to become of it. */
export interface Call {
  readonly path: Procedure;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly input?: unknown;
  readonly headers: Record<string, string>;
  readonly expected: 'done' | Reason;
}

/** A server with a person, and calls of every procedure that are done and that are refused. */
export interface CallsWorld extends AsyncDisposable {
  readonly server: TestServer;
  /** Those of the person's session. */
  readonly headers: Record<string, string>;
  /** In this order: the last one deletes the account. */
  readonly calls: readonly Call[];
  send(call: Call): Promise<Answered>;
}

/** Sets the world up, over SQLite. */
export async function setupCalls(): Promise<CallsWorld> {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer('sqlite', { taskQuota: 6 }));
  const ada = await server.signUp('Ada');
  const typedo = ada.typedo();
  const open = await typedo.task.create.mutate({ title: 'Open' });
  const trashed = await typedo.task.create.mutate({ title: 'Deleted' });
  const gone = await typedo.task.create.mutate({ title: 'Gone' });
  const { cursor } = await typedo.sync.pull.query({ cursor: null });
  for (const { id } of [trashed, gone]) await typedo.task.delete.mutate({ id });
  const [reader, key] = [await ada.key(['tasks:read']), await ada.key()];
  const other = await server.post('/api/auth/sign-in/email', { email: ada.email, password: ada.password });
  if (!other.ok) throw new Error('No second session');
  const { sessions } = await typedo.account.sessions.list.query();
  const session = sessions.find(({ current }) => !current)?.id;

  const unknown = newId();
  const expired = newId(Date.now() - 100 * 86_400_000);
  const patch = { title: 'Changed' };
  const was = { title: 'Another' };
  const used = newId();

  /** Each procedure as it is done, and as it is refused for each of its own reasons. */
  const table: Record<Procedure, [expected: 'done' | Reason, input?: unknown][]> = {
    'task.list': [['done', { limit: 10, search: 'e' }]],
    'task.count': [['done']],
    'task.byId': [
      ['done', { id: open.id }],
      ['TASK_NOT_FOUND', { id: unknown }],
    ],
    'task.create': [
      ['done', { title: 'One', mutationId: used }],
      ['MUTATION_REUSED', { title: 'Two', id: newId(), mutationId: used }],
      ['MUTATION_EXPIRED', { title: 'Two', mutationId: expired }],
      ['TASK_ID_TAKEN', { title: 'Two', id: open.id, mutationId: newId() }],
      ['done', { title: 'Two', description: 'As well' }],
      ['done', { title: 'Three' }],
      ['QUOTA_EXCEEDED', { title: 'Four' }],
    ],
    'task.update': [
      ['done', { id: open.id, patch }],
      ['TASK_NOT_FOUND', { id: unknown, patch }],
      ['TASK_DELETED', { id: gone.id, patch }],
      ['TASK_CHANGED', { id: open.id, patch: { complete: true }, was }],
      ['MUTATION_REUSED', { id: open.id, patch, mutationId: used }],
      ['MUTATION_EXPIRED', { id: open.id, patch, mutationId: expired }],
    ],
    'task.delete': moves(open.id),
    'task.restore': [...moves(trashed.id), ['done', { id: open.id }]],
    'task.updateMany': [
      ['done', { ids: [open.id, trashed.id], patch: { complete: true } }],
      ['TASK_NOT_FOUND', { ids: [open.id, unknown], patch }],
      ['TASK_DELETED', { ids: [open.id, gone.id], patch }],
      ['MUTATION_REUSED', { ids: [open.id], patch, mutationId: used }],
      ['MUTATION_EXPIRED', { ids: [open.id], patch, mutationId: expired }],
    ],
    'task.deleteMany': [
      ['done', { ids: [trashed.id] }],
      ['TASK_NOT_FOUND', { ids: [unknown] }],
      ['MUTATION_REUSED', { ids: [open.id], mutationId: used }],
      ['MUTATION_EXPIRED', { ids: [open.id], mutationId: expired }],
    ],
    'task.history': [
      ['done', { id: open.id }],
      ['TASK_NOT_FOUND', { id: unknown }],
    ],
    'sync.pull': [
      ['done', { cursor: null }],
      ['done', { cursor }],
      ['done', { cursor: 'another.1' }],
    ],
    'sync.push': [
      [
        'done',
        {
          contractVersion,
          mutations: [
            { type: 'update', id: open.id, patch: { title: 'Pushed' }, mutationId: newId() },
            { type: 'update', id: unknown, patch, mutationId: newId() },
            { type: 'delete', id: open.id, mutationId: used },
          ],
        },
      ],
      [
        'CONTRACT_VERSION_UNSUPPORTED',
        { contractVersion: '9.0.0', mutations: [{ type: 'delete', id: open.id, mutationId: newId() }] },
      ],
    ],
    'sync.live': [
      ['done', { cursor }],
      ['done', { cursor: 'another.1' }],
    ],
    'account.me': [['done']],
    'account.keys.create': [['done', { name: 'Another', scopes: ['tasks:read'], expiresInDays: 1 }]],
    'account.keys.list': [['done']],
    'account.keys.revoke': [
      ['done', { id: key.id }],
      ['KEY_NOT_FOUND', { id: 'none' }],
    ],
    'account.sessions.list': [['done']],
    'account.sessions.end': [
      ['done', { id: session }],
      ['SESSION_NOT_FOUND', { id: 'none' }],
    ],
    'account.sessions.endOthers': [['done']],
    'account.export': [['done', { limit: 3 }]],
    'account.delete': [
      ['WRONG_PASSWORD', { password: 'not the password' }],
      ['done', { password: ada.password }],
    ],
  };

  function moves(id: string): [expected: 'done' | Reason, input: unknown][] {
    return [
      ['TASK_NOT_FOUND', { id: unknown }],
      ['TASK_CHANGED', { id, was }],
      ['MUTATION_REUSED', { id, mutationId: used }],
      ['MUTATION_EXPIRED', { id, mutationId: expired }],
      ['done', { id }],
    ];
  }

  const page = { ...ada.page };
  const calls = catalogue().flatMap(({ path, kind, needs }) => {
    const base = { path, kind };
    const byKey = { authorization: `Bearer ${reader.secret}` };
    const needsMore = needs === 'a session' || (typeof needs === 'object' && needs.scope === 'tasks:write');
    return [
      { ...base, headers: {}, expected: 'UNAUTHENTICATED' as const },
      { ...base, headers: page, input: { nothing: 1 }, expected: 'INVALID_INPUT' as const },
      ...(needsMore ? [{ ...base, headers: byKey, input: {}, expected: 'SCOPE_MISSING' as const }] : []),
      ...table[path].map(([expected, input]) => ({ ...base, headers: page, input, expected })),
    ];
  });
  const disposables = owned.move();
  return {
    server,
    headers: page,
    calls,
    send: (call) => send(server.url, call),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

async function send(url: string, { path, kind, input, headers }: Call): Promise<Answered> {
  const json = input === undefined ? undefined : JSON.stringify(input);
  const query = json === undefined ? '' : `?input=${encodeURIComponent(json)}`;
  const response =
    kind === 'mutation'
      ? await fetch(`${url}/trpc/${path}`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: json ?? '',
        })
      : await fetch(`${url}/trpc/${path}${query}`, { headers });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return {
    status: response.status,
    headers: response.headers,
    body: isStream ? await firstEvent(response) : await response.json(),
  };
}

/** The data of the first event that has no name. */
async function firstEvent(response: Response): Promise<unknown> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    // a stream has one
    text += chunk;
    const [, data] = /(?:^|\n\n)data: (.*)\n/.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error(`No event: ${text}`);
}
