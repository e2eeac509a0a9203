import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fieldDefaults, newId } from '@typedo/contract';
import type { Dialect } from '@typedo/db';
import { setupStore, type TestStore } from '@typedo/db/testing';
import type { Call, Contender } from '../src/contenders/contender.ts';
import { laterFields } from '../src/measured-task.ts';

type Principal = Awaited<ReturnType<TestStore['principal']>>;

/** A contender's program over a database of the test's own, with a user who has a key. */
export interface Ceiling extends AsyncDisposable, Pick<TestStore, 'store' | 'database' | 'clock'> {
  readonly principal: Principal;
  /**
   * Makes a call with the user's key, and gives the content of the answer: tasks with the contract's later fields, which have their defaults.
   * Throws for a status beyond 2xx.
   */
  call(call: Call): Promise<unknown>;
  /** The status that a call gets with another key. */
  status(call: Call, key?: string): Promise<number>;
}

/** Starts the program. */
export async function setupCeiling(dialect: Dialect, { program, protocol }: Contender): Promise<Ceiling> {
  await using stack = new AsyncDisposableStack();
  const { database, store, principal: addPrincipal, clock } = stack.use(await setupStore(dialect));
  const principal = await addPrincipal();
  const key = `tdo_${newId().replaceAll('-', '')}`;
  await addKey(database, principal.userId, key);
  const env = { ...process.env, PORT: '0', DATABASE_URL: database.url };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  stack.defer(async () => {
    child.kill();
    await exit;
  });
  const [line] = await once(child.stdout, 'data');
  const port = /^ready (\d+)\n$/.exec(String(line))?.[1];
  const send = async (call: Call, secret: string) => {
    const request = protocol.request(call);
    if (!request) throw new Error(`No such call: ${call.name}`);
    const { method, path, body } = request;
    const headers = {
      authorization: `Bearer ${secret}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    return fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(body !== undefined && { body }) });
  };
  const owned = stack.move();
  return {
    database,
    store,
    principal,
    clock,
    async call(call) {
      const response = await send(call, key);
      const body = await response.text();
      if (!response.ok) throw new Error(`${response.status} ${body}`);
      if (response.headers.get('content-type') !== 'application/json') throw new Error('Not JSON');
      return withLaterFields(protocol.content(call, body));
    },
    status: async (call, secret = key) => (await send(call, secret)).status,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The ceilings write and answer tasks of contract 1.0.0. */
export function withLaterFields(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(withLaterFields);
  if (typeof content !== 'object' || content === null) return content;
  if ('complete' in content) return { ...later, ...content };
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, withLaterFields(value)]));
}

const later = Object.fromEntries(Object.entries(fieldDefaults).filter(([field]) => laterFields.has(field)));

async function addKey(database: TestStore['database'], userId: string, secret: string): Promise<void> {
  const at = new Date().toISOString();
  const row = {
    id: newId(),
    key: createHash('sha256').update(secret).digest('base64url'),
    user_id: userId,
    permissions: '{"tasks":["read","write"]}',
    created_at: at,
    updated_at: at,
  };
  await database.kysely().insertInto('api_keys').values(row).execute();
}
