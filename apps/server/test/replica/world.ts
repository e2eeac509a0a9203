import type { Dialect } from '@typedo/db';
import { createReplica, memoryStorage, type Replica, type ReplicaStorage, type Task, type Typedo } from '@typedo/sdk';
import { expect } from 'vitest';
import { setupServer, type Person, type TestServer } from '../setup-server.ts';

/** What a test may do to the requests of one device. */
export interface Way {
  /** Nothing comes through, and what is under way breaks. */
  offline(): void;
  online(): void;
  /** Called with each request instead of `fetch`; it may call `pass` with the same one, with another, or never. */
  meddle: ((request: { path: string; body: string; init: RequestInit }, pass: Pass) => Promise<Response>) | null;
  /** The paths that were asked, `sync.push` and their like. */
  readonly asked: string[];
}

type Pass = (init?: RequestInit) => Promise<Response>;

/** A replica and the way that it has to the server. */
export interface Device extends AsyncDisposable {
  readonly replica: Replica;
  readonly typedo: Typedo;
  readonly way: Way;
  readonly storage: ReplicaStorage;
}

/** A server, a person who uses it in a browser, and devices of hers. */
export interface World extends AsyncDisposable {
  readonly server: TestServer;
  readonly ada: Person;
  /** Her browser. */
  readonly typedo: Typedo;
  /** Opens a replica; over a storage that there is already, and offline, if that is said. */
  device(options?: { storage?: ReplicaStorage; online?: boolean }): Device;
  /** What the server has, by id. */
  tasks(): Promise<Task[]>;
  /** Waits until devices are in step, and expects that they show what the server has. */
  expectInStep(...devices: Device[]): Promise<void>;
  sql(statement: string): Promise<unknown>;
}

/** Sets all of it up. */
export async function setupWorld(dialect: Dialect): Promise<World> {
  const server = await setupServer(dialect);
  const ada = await server.signUp();
  const typedo = ada.typedo();
  const tasks = async () => {
    const all: Task[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await typedo.task.list.query({ limit: 100, ...(cursor && { cursor }) });
      all.push(...page.tasks);
      cursor = page.nextCursor;
    }
    return all.toSorted(byId);
  };
  return {
    server,
    ada,
    typedo,
    tasks,
    device({ storage = memoryStorage(), online = true } = {}) {
      const { way, fetch } = createWay(online);
      const typedo = ada.typedo({ fetch });
      const pauses = { first: 5, longest: 50, slow: 300 };
      const replica = createReplica({ typedo, storage, userId: ada.userId, pauses });
      return { replica, typedo, way, storage, [Symbol.asyncDispose]: () => replica.close() };
    },
    async expectInStep(...devices) {
      // What the second writes while it comes in step is news to the first.
      for (const { replica } of [...devices, ...devices]) await replica.synced();
      for (const { replica } of devices) expect([...replica.tasks.values()].toSorted(byId)).toEqual(await tasks());
    },
    sql: (statement) => server.database.orm.em.getConnection().execute(statement),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function createWay(online: boolean): { way: Way; fetch: typeof fetch } {
  let closed = online ? null : new Error('No network');
  const lines = new Set<AbortController>();
  const way: Way = {
    asked: [],
    meddle: null,
    offline() {
      closed = new Error('No network');
      for (const line of lines) line.abort(closed);
      lines.clear();
    },
    online() {
      closed = null;
    },
  };
  return {
    way,
    fetch: async (input, init = {}) => {
      const path = new URL(input instanceof Request ? input.url : input).pathname.replace('/trpc/', '');
      way.asked.push(path);
      if (closed) throw closed;
      const line = new AbortController();
      lines.add(line);
      const signal = init.signal ? AbortSignal.any([init.signal, line.signal]) : line.signal;
      const request = { ...init, signal };
      const pass: Pass = (changed = request) => fetch(input, changed);
      return way.meddle
        ? way.meddle({ path, body: typeof init.body === 'string' ? init.body : '', init: request }, pass)
        : pass();
    },
  };
}

function byId(one: Task, other: Task): number {
  return one.id < other.id ? -1 : 1;
}

/** Expects something to become so, however busy the machine is. */
export const expectSoon: typeof expect.poll = (read) => expect.poll(read, { timeout: 10_000 });

/** An answer that does not come. */
export function never({ signal }: RequestInit): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}
