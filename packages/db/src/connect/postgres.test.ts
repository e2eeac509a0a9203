import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { describe, expect, inject, it, vi } from 'vitest';
import { createOrm, type DatabaseOptions } from '../database.ts';
import { setupPlace } from '../testing/index.ts';
import { setupTcpProxy } from '../testing/tcp-proxy.ts';
import { certificate, setupTlsProxy } from '../testing/tls-proxy.ts';
import { assertSupported } from './postgres.ts';

const { url: server } = inject('postgres');
const empty = () => setupPlace('postgresql', { migrated: false });

describe('opening a PostgreSQL', () => {
  it('connects and tells what it is connected to', async () => {
    await using place = await empty();
    await using database = await createOrm({ url: place.url });
    const { host, pathname } = new URL(place.url);
    expect(database.label).toBe(`PostgreSQL ${host}${pathname}`);
    expect(await database.orm.em.execute('select current_database() as name')).toEqual([{ name: pathname.slice(1) }]);
    await database.close();
    await database.close();
  });

  it.for([
    ['a wrong password', { password: 'wrong-secret' }, 'refused the user or the password'],
    ['no password', { password: '' }, 'refused the user or the password'],
    ['an unknown user', { username: 'nobody-here' }, 'refused the user or the password'],
    ['an unknown database', { pathname: '/no_such_database' }, 'does not exist'],
    ['a database that takes no connections', { pathname: '/template0' }, 'cannot be used (SQLSTATE 55000)'],
    ['a server without TLS', { search: '?sslmode=require' }, 'offers no TLS'],
  ] as const)('stops at once, in one line without credentials, for %s', async ([, change, line]) => {
    const { url, waits, message } = await refusal(Object.assign(new URL(server), change).href);
    expect(message).toContain(`PostgreSQL ${url.hostname}:${url.port}${url.pathname} ${line}`);
    expect(message).not.toMatch(/\n|wrong-secret|nobody-here/);
    expect(message).not.toContain(new URL(server).password);
    expect(waits).toEqual([]);
  });

  it('stops at once where something else listens', async () => {
    await using world = new AsyncDisposableStack();
    const web = world.adopt(
      createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
      (web) => void web.close(),
    );
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const { waits, message } = await refusal(`postgres://ada:secret@127.0.0.1:${port}/typedo?sslmode=require`);
    expect(message).toMatch(/did not answer as PostgreSQL does\. Correct host and port/);
    expect(waits).toEqual([]);
  });

  it('refuses a database that is not in UTF-8', async () => {
    await using world = new AsyncDisposableStack();
    const admin = world.adopt(new pg.Client(server), (client) => client.end());
    await admin.connect();
    await using place = await empty();
    const pathname = `${new URL(place.url).pathname}_ascii`;
    await admin.query(`create database ${pathname.slice(1)} encoding 'SQL_ASCII' template template0 locale 'C'`);
    world.defer(async () => void (await admin.query(`drop database ${pathname.slice(1)} with (force)`)));
    const { message } = await refusal(Object.assign(new URL(server), { pathname }).href);
    expect(message).toMatch(/is encoded in SQL_ASCII\. Typedo needs a database that was made with encoding UTF8\.$/);
  });

  it('refuses a version before 17', () => {
    expect(() => assertSupported({ version: 160_009, encoding: 'UTF8' }, 'PostgreSQL db')).toThrow(
      'PostgreSQL db is version 16. Typedo needs PostgreSQL 17 or later.',
    );
    for (const version of [170_000, 180_004, 190_001]) assertSupported({ version, encoding: 'UTF8' }, 'PostgreSQL db');
  });
});

describe('closing a PostgreSQL', () => {
  it('waits for a call whose connection is still being made', async () => {
    await using place = await empty();
    await using proxy = await setupTcpProxy(place.url);
    const database = await createOrm({ url: proxy.url, pool: { min: 0, max: 5 } });
    if (database.dialect !== 'postgresql') throw new Error('The URL says PostgreSQL');
    proxy.hang();
    const call = sql`select 1 as one`.execute(database.kysely());
    await vi.waitUntil(() => database.pool.totalCount === 1);
    const closing = database.close();
    await proxy.heal();
    expect((await call).rows).toEqual([{ one: 1 }]);
    await closing;
    expect(database.pool.totalCount).toBe(0);
  });
});

describe('a PostgreSQL that is away', () => {
  it('is waited for with a line that says so, and used when it comes', async () => {
    await using place = await empty();
    await using proxy = await setupTcpProxy(place.url, { closed: true });
    const waits: string[] = [];
    const onWait = (line: string) => {
      waits.push(line);
      if (waits.length === 2) void proxy.heal();
    };
    await using database = await createOrm({ url: proxy.url, onWait });
    expect(await database.orm.em.execute('select 1 as one')).toEqual([{ one: 1 }]);
    const { host, pathname } = new URL(proxy.url);
    const why = `connect ECONNREFUSED ${host}`;
    expect(waits.slice(0, 2)).toEqual([
      `Waiting for PostgreSQL ${host}${pathname} (${why}); trying again in 0.3 s`,
      `Waiting for PostgreSQL ${host}${pathname} (${why}); trying again in 0.5 s`,
    ]);
  });

  it('is given up in the end with a line that says what to do', async () => {
    await using proxy = await setupTcpProxy(server, { closed: true });
    const { message, waits } = await refusal(proxy.url, { waitMs: 400 });
    expect(message).toMatch(
      /^Waited in vain for PostgreSQL \S+ \(connect ECONNREFUSED \S+\)\. Is it running, and is the database URL right\?$/,
    );
    expect(message).not.toContain(new URL(server).password);
    expect(waits).toHaveLength(2);
  });

  it('is given up when it accepts and never answers', async () => {
    await using proxy = await setupTcpProxy(server);
    proxy.hang();
    const { message } = await refusal(proxy.url, { waitMs: 0 });
    expect(message).toMatch(/^Waited in vain for PostgreSQL \S+ \(timeout expired\)\. /);
  });

  it('is waited for while it breaks every connection', async () => {
    await using place = await empty();
    await using proxy = await setupTcpProxy(place.url);
    proxy.hang();
    const reasons: string[] = [];
    const opening = createOrm({ url: proxy.url, onWait: (line) => reasons.push(line) });
    await expect.poll(() => proxy.connections).toBe(1);
    await proxy.cut();
    await proxy.heal();
    await using database = await opening;
    await database.orm.em.execute('select 1');
    expect(reasons[0]).toMatch(/\((Connection terminated unexpectedly|read ECONNRESET)\)/);
  });
});

describe('a PostgreSQL with TLS', () => {
  it('is used when its certificate is of a trusted authority', async () => {
    await using place = await empty();
    await using proxy = await setupTlsProxy(place.url);
    await using folder = await mkdtempDisposable(join(tmpdir(), 'typedo-test-'));
    const authority = join(folder.path, 'authority.pem');
    await writeFile(authority, certificate);
    for (const parameters of [`?sslmode=verify-full&sslrootcert=${authority}`, '?sslmode=no-verify']) {
      await using database = await createOrm({ url: proxy.url + parameters });
      await database.orm.em.execute('select 1');
    }
    const { message } = await refusal(
      `${proxy.url.replace('localhost', '127.0.0.1')}?sslmode=require&sslrootcert=${authority}`,
    );
    expect(message).toMatch(/has a certificate for another host\. Use the name that the certificate is for/);
  });

  it('is refused at once when its certificate is not trusted', async () => {
    await using proxy = await setupTlsProxy(server);
    const { message, waits } = await refusal(`${proxy.url}?sslmode=require`);
    expect(message).toMatch(
      /has a certificate that is not trusted \([A-Z_]+\)\. Name its authority's with \?sslrootcert=FILE\.$/,
    );
    expect(waits).toEqual([]);
  });
});

describe('the settings of a session', () => {
  it('limit statements and idle transactions', async () => {
    await using place = await empty();
    await using database = await createOrm({ url: place.url });
    const rows = await database.orm.em.execute(
      `select name, setting from pg_settings where name like '%timeout' and source = 'client' order by name`,
    );
    expect(rows).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '5000' },
      { name: 'statement_timeout', setting: '5000' },
    ]);
  });

  it('are not sent through a pooler, which would refuse them', async () => {
    await using place = await empty();
    await using proxy = await setupTcpProxy(place.url);
    for (const [parameters, sent] of [
      ['', true],
      ['?pgbouncer=true', false],
    ] as const) {
      proxy.greetings.length = 0;
      await using database = await createOrm({ url: proxy.url + parameters });
      await database.orm.em.execute('select 1');
      // Opening looks at the server first, with a connection of its own.
      expect(proxy.greetings).toHaveLength(2);
      expect(proxy.greetings.some((greeting) => greeting.includes('timeout'))).toBe(sent);
      for (const greeting of proxy.greetings) expect(greeting).toContain('application_name\0typedo');
    }
  });
});

/** Opens what must not open, and gives the error's line and what was heard meanwhile. */
async function refusal(url: string, options: Partial<DatabaseOptions> = {}) {
  const waits: string[] = [];
  const opening = createOrm({ url, onWait: (line) => waits.push(line), ...options });
  const error: unknown = await opening.then(
    (database) => database.close(),
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ name: 'DatabaseError' });
  return { url: new URL(url), waits, message: (error as Error).message };
}
