import { expect, it } from 'vitest';
import { createTypedo } from '../client.ts';
import { memoryStorage } from './memory-storage.ts';
import { createReplica, type ReplicaOptions } from './replica.ts';

const pauses = { first: 5, longest: 50, slow: 300 };
const userId = 'ada';
const task = {
  id: '01900000-0000-7000-8000-000000000001',
  userId,
  title: 't',
  description: null,
  complete: false,
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

/** Answers a request of a replica; never, with null. */
type Answer = (request: { path: string; headers: Headers; body: string }) => Response | Promise<Response> | null;

/** A replica whose server is a function. */
function setup(answer: Answer, options: Omit<ReplicaOptions, 'typedo' | 'storage'>) {
  const asked: string[] = [];
  const over = new AbortController();
  let open = 0;
  const typedo = createTypedo({
    url: 'http://localhost',
    apiKey: 'tdo_x',
    attempts: 1,
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

function json(data: unknown): Response {
  return Response.json({ result: { data } });
}

function hung(init: RequestInit | undefined, over: AbortSignal): Promise<never> {
  const signal = init?.signal ? AbortSignal.any([init.signal, over]) : over;
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
