import { fieldsOf } from '@typedo/contract';
import { afterEach, expect, it, vi } from 'vitest';
import { createTypedo } from '../client.ts';
import { memoryStorage } from './memory-storage.ts';
import { createReplica, type ReplicaOptions } from './replica.ts';

afterEach(() => vi.useRealTimers());

const pauses = { first: 5, longest: 50, slow: 300 };
const userId = 'ada';
const task = {
  id: '01900000-0000-7000-8000-000000000001',
  userId,
  ...fieldsOf({ title: 't' }),
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:05.000Z',
};
const nothing = { reset: false, tasks: [], deletedIds: [], cursor: 'e.0', hasMore: false };

it('says with each request whose tasks it has, as soon as it knows', async () => {
  const named = new Map<string, (string | null)[]>();
  const answer: Answer = ({ path, headers }) => {
    named.set(path, [...(named.get(path) ?? []), headers.get('typedo-user-id')]);
    return path === 'sync.pull' ? json({ ...nothing, tasks: [task] }) : null;
  };
  await using known = setup(answer, { userId });
  await known.replica.create({ title: 'x' });
  await expect.poll(() => [...named.keys()].toSorted()).toEqual(['sync.live', 'sync.pull', 'sync.push']);
  expect([...named.values()].flat().every((name) => name === userId)).toBe(true);
  await known.replica.close();
  named.clear();
  await using unknown = setup(answer, { userId: undefined });
  await expect.poll(() => named.get('sync.live')).toEqual([userId]);
  expect([named.get('sync.pull'), unknown.replica.userId]).toEqual([[null], userId]);
});

it("shares no request with the program's own calls, so that it is closed at once", async () => {
  await using device = setup(() => null, { userId });
  const other = device.typedo.task.count.query();
  await expect.poll(() => device.asked).toEqual(['sync.pull', 'task.count']);
  await device.replica.close();
  expect(device.open()).toBe(1);
  device.end();
  await expect(other).rejects.toThrow('over');
});

it('asks a server that fails no sooner for another write', async () => {
  vi.useFakeTimers();
  const long = { first: 60_000, longest: 60_000, slow: 60_000 };
  await using device = setup(() => new Response('<h1>', { status: 503 }), { userId, pauses: long });
  for (let index = 0; index < 20; index++) {
    await device.replica.create({ title: `task ${index}` });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(device.asked.toSorted()).toEqual(['sync.pull', 'sync.push']);
  device.replica.resume();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(device.asked).toHaveLength(4);
});

it('sends fewer writes at once when an answer took too long', async () => {
  const sent: number[] = [];
  await using device = setup(
    ({ path, body }) => {
      if (path !== 'sync.push') return path === 'sync.pull' ? json(nothing) : null;
      sent.push(body.match(/"type":"create"/g)?.length ?? 0);
      return null;
    },
    { userId },
    { timeout: 20 },
  );
  await Promise.all(Array.from({ length: 40 }, () => device.replica.create({ title: 't' })));
  await expect.poll(() => sent.slice(0, 8)).toEqual([40, 20, 10, 5, 3, 2, 1, 1]);
});

it('shows that it is in step but for the stream, when that alone breaks', async () => {
  await using device = setup(
    ({ path }) => (path === 'sync.pull' ? json(nothing) : new Response('<h1>', { status: 502 })),
    { userId },
  );
  const phases = new Set<string>();
  device.replica.subscribe(() => phases.add(device.replica.status.phase));
  await expect.poll(() => device.asked.filter((path) => path === 'sync.live').length).toBeGreaterThan(3);
  expect([...phases]).toEqual(['syncing']);
});

it('begins with short pauses after a stream that lasted, also when that ended as it should', async () => {
  vi.useFakeTimers();
  const at: number[] = [];
  let isUp = false;
  let end = () => {};
  await using device = setup(
    ({ path }) => {
      at.push(performance.now());
      if (!isUp) return new Response('<h1>', { status: 503 });
      if (path === 'sync.pull') return json(nothing);
      const stream = streamOf();
      end = stream.end;
      return stream.response;
    },
    { userId, pauses: { first: 10, longest: 2_000, slow: 60_000 } },
  );
  await vi.advanceTimersByTimeAsync(20_000); // the pauses have grown
  isUp = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(device.replica.status.phase).toBe('live');
  isUp = false;
  const before = at.length;
  end();
  await vi.advanceTimersByTimeAsync(50);
  const [first = 0, second = Infinity] = at.slice(before);
  expect(second - first).toBeLessThanOrEqual(10);
});

it('ends, and its waits end, though its storage does not answer', async () => {
  const storage = { load: () => new Promise<never>(() => {}), commit: () => Promise.resolve() };
  await using device = setup(() => null, { userId, storage });
  const { replica } = device;
  const waiting = new AbortController();
  const synced = replica.synced({ signal: waiting.signal });
  waiting.abort(new Error('Long enough'));
  await expect(synced).rejects.toThrow('Long enough');
  const others = [replica.synced(), replica.create({ title: 't' }), replica.drop(task.id)];
  const ends = Promise.allSettled(others);
  await replica.close();
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(replica.status).toMatchObject({ phase: 'closed', storageError: null });
});

/** Answers a request of a replica; never, with null. */
type Answer = (request: { path: string; headers: Headers; body: string }) => Response | Promise<Response> | null;

/** A replica whose server is a function. */
function setup(answer: Answer, options: Partial<ReplicaOptions>, { timeout = 30_000 }: { timeout?: number } = {}) {
  const asked: string[] = [];
  const over = new AbortController();
  let open = 0;
  const typedo = createTypedo({
    url: 'http://localhost',
    apiKey: 'tdo_x',
    attempts: 1,
    timeout,
    fetch: async (input, init) => {
      const path = new URL(input instanceof Request ? input.url : input).pathname.replace('/trpc/', '');
      const body = typeof init?.body === 'string' ? init.body : '';
      asked.push(path);
      open++;
      try {
        return await (answer({ path, headers: new Headers(init?.headers), body }) ?? hung(init, over.signal));
      } finally {
        open--;
      }
    },
  });
  const replica = createReplica({ typedo, storage: memoryStorage(), pauses, ...options });
  return {
    typedo,
    replica,
    asked,
    open: () => open,
    end: () => over.abort(new Error('over')),
    [Symbol.asyncDispose]: () => replica.close(),
  };
}

/** A stream that is open until it is ended as the server ends one. */
function streamOf() {
  let end = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (event: string) => controller.enqueue(new TextEncoder().encode(`event: ${event}\ndata: {}\n\n\n`));
      send('connected');
      end = () => {
        send('end');
        controller.close();
      };
    },
  });
  return { response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }), end: () => end() };
}

function json(data: unknown): Response {
  return Response.json({ result: { data } });
}

function hung(init: RequestInit | undefined, over: AbortSignal): Promise<never> {
  const signal = init?.signal ? AbortSignal.any([init.signal, over]) : over;
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
