import { randomUUID } from 'node:crypto';
import type { CreatedKey, Scope } from '@typedo/contract';
import { setupDatabase, type TestDatabase } from '@typedo/db/testing';
import { createOrm, createWakeUps, type Dialect, type WakeUps } from '@typedo/db';
import { createTypedo, type Typedo, type TypedoOptions } from '@typedo/sdk';
import { drain } from '../src/drain.ts';
import { listen } from '../src/listener.ts';
import { createLog, type LogOptions } from '../src/log/create-log.ts';
import type { Log } from '../src/log.ts';
import { quickPasswords } from './quick-passwords.ts';
import { createHttpServer, type HttpServer, type ServerOptions } from '../src/server.ts';

/** What a test may decide about its server. */
export type ServerOverrides = Partial<ServerOptions['environment']> &
  Partial<
    Pick<
      ServerOptions,
      | 'limitRate'
      | 'rateWindow'
      | 'checksOutput'
      | 'clock'
      | 'clientFolder'
      | 'streams'
      | 'mostStreams'
      | 'wakeUps'
      | 'load'
    >
  > & {
    /** Whether passwords are hashed as in production, which takes a tenth of a second of a core each. */
    slowPasswords?: boolean;
    /** For a test that breaks what is below: the server may log errors to its end. */
    mayFail?: boolean;
    /** The least that is logged; `info` by default. */
    logLevel?: LogOptions['level'];
    /** Another server, whose tasks and accounts this one serves as well. */
    beside?: TestServer;
    /** How this server reaches PostgreSQL, and how past any pooler, if not as everybody does. */
    url?: string;
    directUrl?: string;
    /** Given to the server, which closes it. */
    database?: TestDatabase;
  };

/** A person with an account, signed in. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  /** The `Cookie` header of the session. */
  readonly cookie: string;
  /** The headers of a request that a page of the server sends for this person. */
  readonly page: { readonly cookie: string; readonly origin: string };
  /** A client with the person's session, or with an API key. */
  typedo(options?: { apiKey?: string } & Partial<Pick<TypedoOptions, 'attempts' | 'timeout' | 'fetch'>>): Typedo;
  /** Makes an API key. */
  key(scopes?: Scope[]): Promise<CreatedKey>;
}

/** A real server on a port of its own, over a database of its own. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly secret: string;
  readonly wakeUps: WakeUps;
  readonly database: TestDatabase;
  /** The server itself, to see what it holds. */
  readonly http: HttpServer;
  /** What the server logged as errors. Disposing of the server fails while a test has not taken them out. */
  readonly errors: { line: string; cause: unknown }[];
  /** All that the server logged, as an operator reads it: one JSON object a line. */
  readonly lines: readonly string[];
  /** Makes an account; every name is a person of its own, with an address of its own unless one is given. */
  signUp(name?: string, email?: string): Promise<Person>;
  /** Sends a request with a JSON body to the server, as a page of it does. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Starts a server on port 0. Dispose of it with `await using`. */
export async function setupServer(dialect: Dialect, overrides: ServerOverrides = {}): Promise<TestServer> {
  const { limitRate = false, clock = Date.now, streams = {}, beside } = overrides;
  const { secret = randomUUID() + randomUUID() } = beside ?? {};
  await using owned = new AsyncDisposableStack();
  const database = await openDatabase(dialect, owned, overrides);
  const errors: TestServer['errors'] = [];
  const lines: string[] = [];
  const log = logInto({ errors, lines }, overrides.logLevel ?? 'info');
  const wakeUps =
    overrides.wakeUps ??
    (beside?.database === database
      ? beside.wakeUps
      : owned.use(createWakeUps(database, { onTrouble: log.background.error })));
  const server = await createHttpServer({
    database,
    wakeUps,
    environment: {
      publicUrl: overrides.publicUrl ?? new URL('http://localhost'),
      corsOrigins: overrides.corsOrigins ?? [],
      trustedProxies: overrides.trustedProxies ?? [],
      signUp: overrides.signUp ?? 'open',
      taskQuota: overrides.taskQuota ?? 1_000_000,
      rateLimit: overrides.rateLimit ?? 30_000,
      rateLimitAddress: overrides.rateLimitAddress ?? 120_000,
      metricsToken: overrides.metricsToken,
    },
    secret,
    log,
    limitRate,
    checksOutput: overrides.checksOutput ?? true,
    clock,
    streams,
    ...(overrides.slowPasswords ? {} : { passwords: quickPasswords }),
    ...(overrides.rateWindow === undefined ? {} : { rateWindow: overrides.rateWindow }),
    load: { loop: unlimited, pool: unlimited, ...overrides.load }, // a test may keep the event loop busy itself, and who waits with it
    ...(overrides.mostStreams === undefined ? {} : { mostStreams: overrides.mostStreams }),
    ...(overrides.clientFolder === undefined ? {} : { clientFolder: overrides.clientFolder }),
  });
  const url = `http://localhost:${await listen(server, { port: 0, host: '127.0.0.1' })}`;

  owned.use(server.background);
  owned.defer(async () => void (await drain(server, { graceMs: 0, receiveMs: 1_000, answerMs: 1_000 })));
  const disposables = owned.move();

  const post: TestServer['post'] = (path, body, headers = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, ...headers },
      body: JSON.stringify(body),
    });

  return {
    url,
    secret,
    wakeUps,
    database,
    http: server,
    errors,
    lines,
    post,
    signUp: (name = 'Ada', email = addressFor(name)) => signUp({ url, post }, { name, email }),
    async [Symbol.asyncDispose]() {
      await disposables.disposeAsync();
      if (errors.length > 0 && !overrides.mayFail)
        throw new Error(
          `The server logged errors:\n${errors.map(({ line, cause }) => `${line} ${String(cause)}`).join('\n')}`,
        );
    },
  };
}

/** A log as a server has it, which keeps what was thrown as well. */
function logInto(kept: { errors: TestServer['errors']; lines: string[] }, level: LogOptions['level']): Log {
  const sink = { write: (line: string) => kept.lines.push(line) };
  const log = createLog({ format: 'json', level, out: sink, err: sink });
  const keeping =
    (error: Log['error']): Log['error'] =>
    (line, cause, fields) => {
      kept.errors.push({ line, cause });
      error(line, cause, fields);
    };
  return { ...log, error: keeping(log.error), background: { ...log.background, error: keeping(log.background.error) } };
}

/** A SQLite file has one server; two of a test's are two doors of it. */
async function openDatabase(
  dialect: Dialect,
  owned: AsyncDisposableStack,
  { database: given, beside, url, directUrl }: ServerOverrides,
): Promise<TestDatabase> {
  if (!beside) return owned.use(given ?? (await setupDatabase(dialect)));
  if (dialect === 'sqlite') return beside.database;
  const database = await createOrm({
    url: url ?? beside.database.url,
    directUrl: directUrl ?? beside.database.url,
    pool: { min: 0, max: 10 },
  });
  return owned.use({ ...database, url: beside.database.url });
}

function addressFor(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${randomUUID()}@example.com`;
}

async function signUp(
  { url, post }: Pick<TestServer, 'url' | 'post'>,
  { name, email }: { name: string; email: string },
): Promise<Person> {
  const password = `password of ${name}`;
  const response = await post('/api/auth/sign-up/email', { name, email, password });
  if (!response.ok) throw new Error(`Signing up failed with ${response.status}: ${await response.text()}`);
  const { user } = (await response.json()) as { user: { id: string } }; // the library's answer
  const cookie = cookieOf(response);
  const page = { cookie, origin: url };

  const person: Person = {
    userId: user.id,
    email,
    password,
    cookie,
    page,
    typedo: ({ apiKey, fetch: send = fetch, ...options } = {}) =>
      apiKey === undefined
        ? createTypedo({
            url,
            cookies: true,
            ...options,
            fetch: (input, init) => send(input, asPage(init, page)),
          })
        : createTypedo({ url, apiKey, ...options, fetch: send }),
    key: (scopes = ['tasks:read', 'tasks:write']) =>
      person.typedo().account.keys.create.mutate({ name: 'A program', scopes }),
  };
  return person;
}

const unlimited = { above: Infinity, below: Infinity };

/** The `Cookie` header that sends back what an answer set. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

/** The request as a page of the server sends it. */
function asPage(init: RequestInit | undefined, headers: Person['page']): RequestInit {
  return { ...init, headers: [...new Headers(init?.headers), ...Object.entries(headers)] };
}
