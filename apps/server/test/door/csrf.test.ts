import { Agent } from 'node:http';
import { newId } from '@typedo/contract';
import { describe, expect, test } from 'vitest';
import { setupServer, type Person, type TestServer } from '../setup-server.ts';
import { bodies, foreign } from './forged.ts';
import { write, type Tree } from './json-tree.ts';
import { meantInput, type Things } from './meant-input.ts';
import { declaredProcedures } from './procedures.ts';
import { ownedRows } from './rows.ts';
import { send, type Answer } from './send.ts';

const procedures = declaredProcedures();
const mutations = procedures.filter(({ type }) => type === 'mutation');

/** Whoever changes a password or signs in does it through these, which are no procedures. */
const endpoints = (person: Person): { path: string; input: Tree }[] => [
  { path: 'sign-up/email', input: { name: 'Forged', email: `${newId()}@example.com`, password: 'a forged password' } },
  { path: 'sign-in/email', input: { email: person.email, password: person.password } },
  { path: 'change-password', input: { currentPassword: person.password, newPassword: 'a forged password' } },
  { path: 'sign-out', input: {} },
];

/** A server, and ways to look at what was done to it. */
interface CsrfWorld extends AsyncDisposable {
  readonly server: TestServer;
  rows(): Promise<unknown>;
  /** Makes things that a person has, for every mutation. */
  things(person: Person): Promise<Things>;
  send(method: string, path: string, headers: Record<string, string>, body?: Buffer): Promise<Answer>;
}

async function setupCsrfWorld(): Promise<CsrfWorld> {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer('sqlite'));
  const agent = owned.adopt(new Agent({ keepAlive: true }), (agent) => agent.destroy());
  const disposables = owned.move();
  return {
    server,
    rows: () => ownedRows(server.database),
    async things(person) {
      const { task } = person.typedo();
      const [openTask, deletedTask, session] = [newId(), newId(), newId()];
      for (const id of [openTask, deletedTask]) await task.create.mutate({ id, title: 'Mine' });
      await task.delete.mutate({ id: deletedTask });
      const key = await person.key();
      const at = new Date().toISOString();
      const until = new Date(Date.now() + 60 * 60 * 1000).toISOString();
      const times = { created_at: at, updated_at: at, expires_at: until };
      const row = { id: session, token: session, user_id: person.userId, ...times }; // a second sign-in would cost a hash
      await server.database.kysely().insertInto('sessions').values(row).execute();
      return { openTask, deletedTask, key: key.id, session, password: person.password };
    },
    send: (method, path, headers, body) =>
      send(
        server.url,
        { method, path, headers: body ? { ...headers, 'content-length': String(body.length) } : headers, body },
        agent,
      ),
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}

/** How our own page calls. */
const own = (server: TestServer): Record<string, Record<string, string>> => ({
  'a browser of today': { 'sec-fetch-site': 'same-origin', origin: server.url },
  'an older browser': { origin: server.url },
});

/** What must not be executed: whatever another page sends, and from our own what is not JSON. */
function cells(server: TestServer) {
  const others = Object.entries(foreign).flatMap(([name, origin]) => bodies.map((body) => ({ ...body, name, origin })));
  const notJson = bodies.filter(({ type }) => type !== 'application/json');
  const ours = Object.entries(own(server)).flatMap(([name, origin]) =>
    notJson.map((body) => ({ ...body, name: `ours, ${name}`, origin })),
  );
  return [...others, ...ours];
}

describe('a page of another origin', () => {
  test('executes not one mutation, whatever it sends; our own page executes every one, by JSON alone', async ({
    annotate,
  }) => {
    await using world = await setupCsrfWorld();
    const victim = await world.server.signUp();
    const things = await world.things(victim);
    const executed: string[] = [];
    const answers = new Map<number, number>();
    for (const mutation of mutations) {
      let before = await world.rows();
      for (const { type, origin, name, make } of cells(world.server)) {
        const { headers, body } = make(meantInput(mutation, things));
        const all = { cookie: victim.cookie, ...origin, ...headers };
        const { status } = await world.send('POST', `/trpc/${mutation.path}`, all, body);
        answers.set(status, (answers.get(status) ?? 0) + 1);
        const after = await world.rows();
        if (![401, 403, 415].includes(status) || !isSame(after, before))
          executed.push(`${mutation.path} ${type} ${name} ${status}`);
        before = after;
      }
    }
    expect(executed).toEqual([]);

    // The same calls from where they may come from, so that the above is not for another reason.
    let person = victim;
    let controls = 0;
    for (const mutation of mutations) {
      for (const [name, origin] of Object.entries(own(world.server))) {
        const input = meantInput(mutation, await world.things(person)); // what one did, the next cannot do again
        const body = write(input, false);
        const rows = await world.rows();
        const headers = { cookie: person.cookie, ...origin, 'content-type': 'application/json' };
        const { status } = await world.send('POST', `/trpc/${mutation.path}`, headers, body);
        const changed = !isSame(await world.rows(), rows);
        expect([mutation.path, name, status, changed]).toEqual([mutation.path, name, 200, true]);
        controls++;
        const alive = await person
          .typedo()
          .account.keys.list.query()
          .catch(() => null);
        if (!alive) person = await world.server.signUp(); // this one has deleted the account
      }
    }
    const statuses = [...answers].map(([status, times]) => `${times} times ${status}`).join(', ');
    const origins = Object.keys(foreign).length;
    await annotate(
      `${bodies.length} types x ${origins} origins x ${mutations.length} mutations, and what is not JSON from our own pages: executed 0 ` +
        `(${statuses}); JSON from our own pages: executed ${controls} of ${controls}`,
      'figure',
    );
  });

  test('opens, changes and ends no session', async ({ annotate }) => {
    await using world = await setupCsrfWorld();
    const person = await world.server.signUp();
    const before = await world.rows();
    let sent = 0;
    for (const { path, input } of endpoints(person)) {
      for (const { type, origin, name, make } of cells(world.server)) {
        const { headers, body } = make(input);
        const cell = [path, type, name];
        const { status } = await world.send(
          'POST',
          `/api/auth/${path}`,
          { cookie: person.cookie, ...origin, ...headers },
          body,
        );
        expect([...cell, status === 403 || status === 415]).toEqual([...cell, true]);
        expect([...cell, isSame(await world.rows(), before)]).toEqual([...cell, true]);
        sent++;
      }
    }
    await annotate(`${sent} requests to the endpoints of accounts: executed 0`, 'figure');
    for (const { path } of endpoints(person)) {
      const own = await world.server.signUp(); // a sign-in ends the session that the browser had
      const before = await world.rows();
      const input = endpoints(own).find((endpoint) => endpoint.path === path)?.input;
      const response = await world.server.post(`/api/auth/${path}`, input, own.page);
      expect([path, response.status, isSame(await world.rows(), before)]).toEqual([path, 200, false]);
    }
  });
});

describe('no GET changes anything', () => {
  test('not one that names a mutation, whatever it says of its method', async () => {
    await using world = await setupCsrfWorld();
    const person = await world.server.signUp();
    const things = await world.things(person);
    const before = await world.rows();
    const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override', 'trpc-method'];
    for (const mutation of mutations) {
      const input = encodeURIComponent(write(meantInput(mutation, things), false).toString());
      const path = `/trpc/${mutation.path}`;
      const requests = [
        `${path}?input=${input}`,
        `${path}?_method=POST&method=POST&input=${input}`,
        `${path}?batch=1&input=${encodeURIComponent('{"0":')}${input}%7D`,
      ];
      for (const page of Object.values(own(world.server))) {
        for (const request of requests) {
          for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
            const headers = Object.fromEntries(overrides.map((name) => [name, 'POST']));
            const answer = await world.send(method, request, { cookie: person.cookie, ...page, ...headers });
            expect([method, request, answer.status]).toEqual([method, request, 405]);
          }
        }
      }
      expect([path, isSame(await world.rows(), before)]).toEqual([path, true]);
    }
  });

  test('nor a query, which our own page sends, nor an endpoint of accounts', async () => {
    await using world = await setupCsrfWorld();
    const person = await world.server.signUp();
    const things = await world.things(person);
    const before = await world.rows();
    const headers = { cookie: person.cookie, 'sec-fetch-site': 'same-origin' };
    for (const query of procedures.filter(({ type }) => type !== 'mutation')) {
      const input = query.input?.required ? meantInput(query, things) : undefined;
      const search = input === undefined ? '' : `?input=${encodeURIComponent(write(input, false).toString())}`;
      const { status } = await world.send('GET', `/trpc/${query.path}${search}`, headers);
      expect([query.path, status, isSame(await world.rows(), before)]).toEqual([query.path, 200, true]);
    }
    for (const { path, input } of endpoints(person)) {
      const search = Object.entries(input ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
      const { status } = await world.send('GET', `/api/auth/${path}?${search.join('&')}`, headers);
      expect([path, status, isSame(await world.rows(), before)]).toEqual([path, 404, true]);
    }
  });
});

test.each(['http://localhost', 'https://typedo.example.com'])(
  'every cookie of a server at %s is its own alone',
  async (address) => {
    await using server = await setupServer('sqlite', { publicUrl: new URL(address) });
    const person = await server.signUp();
    const { email, password, cookie } = person;
    const headers = { cookie, origin: server.url };
    const answers = [
      await server.post(
        '/api/auth/sign-up/email',
        { name: 'Bob', email: `${newId()}@example.com`, password },
        { origin: server.url },
      ),
      await server.post('/api/auth/sign-in/email', { email, password }, { origin: server.url }),
      await server.post('/api/auth/sign-in/email', { email, password, rememberMe: false }, { origin: server.url }),
      await server.post(
        '/api/auth/change-password',
        { currentPassword: password, newPassword: 'quite another one', revokeOtherSessions: true },
        headers,
      ),
      await server.post('/api/auth/sign-out', {}, headers),
    ];
    const secure = address.startsWith('https:');
    for (const answer of answers) {
      const cookies = answer.headers.getSetCookie();
      expect([answer.status, cookies.length > 0]).toEqual([200, true]);
      for (const cookie of cookies) {
        const [pair = '', ...attributes] = cookie.split('; ');
        expect(pair.startsWith(secure ? '__Host-typedo.' : 'typedo.')).toBe(true);
        const kept = attributes.filter((attribute) => !/^(Max-Age|Expires)=/.test(attribute));
        expect(kept.toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', ...(secure ? ['Secure'] : [])]);
      }
    }
  },
);

function isSame(rows: unknown, before: unknown): boolean {
  return JSON.stringify(rows) === JSON.stringify(before);
}
