import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fieldsOf, newId } from '@typedo/contract';
import { createTaskStore, type Mutation, type Principal, type TaskStore } from '@typedo/db';
import { createSubscribers, dialects, setupStore, type TestStore } from '@typedo/db/testing';
import { isTrackedEnvelope } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { createFeed, type Feed, type FeedEvent, type FeedStream } from './feed.ts';

interface World extends AsyncDisposable {
  feed: Feed;
  tasks: TaskStore;
  /** The users whom somebody follows. */
  followed: () => number;
  /** How often the database was read for changes. */
  reads: () => number;
  /** What happens between the next reads and their answers. */
  afterRead: (() => Promise<unknown>)[];
  principal: TestStore['principal'];
  create: (principal: Principal, title: string) => Promise<unknown>;
}

async function setup(dialect: (typeof dialects)[number]): Promise<World> {
  const world = await setupStore(dialect);
  const subscribers = createSubscribers();
  const tasks = createTaskStore(world.database, { onWrite: subscribers.wake });
  let reads = 0;
  const afterRead: World['afterRead'] = [];
  const counted: Pick<TaskStore, 'pull' | 'position'> = {
    position: (principal) => tasks.position(principal),
    async pull(principal, input) {
      reads++;
      const pulled = await tasks.pull(principal, input);
      await afterRead.shift()?.();
      return pulled;
    },
  };
  return {
    feed: createFeed({ tasks: counted, wakeUps: { subscribe: subscribers.add } }),
    tasks,
    followed: () => subscribers.users.size,
    reads: () => reads,
    afterRead,
    principal: world.principal,
    create: (principal, title) => tasks.write(principal, [creation(title)]),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function creation(title: string): Mutation {
  const id = newId();
  return { type: 'create', mutationId: id, id, ...fieldsOf({ title }) };
}

/** What an event says of tasks, by title. */
const titlesOf = (event: FeedEvent | void) =>
  isTrackedEnvelope<{ tasks: { title: string }[] }>(event) ? event[1].tasks.map(({ title }) => title) : [];

for (const dialect of dialects) {
  describe(`a feed on ${dialect}`, () => {
    it('misses nothing and repeats nothing while many write at the same time', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const cursor = await world.tasks.position(ada);
      const abort = new AbortController();
      const wanted = Array.from({ length: 60 }, (_, index) => `${index}`);
      const seen: string[] = [];
      const follow = async () => {
        for await (const event of world.feed.follow(ada, { cursor }, abort.signal)) {
          seen.push(...titlesOf(event));
          if (seen.length >= wanted.length) abort.abort();
        }
      };
      const write = async (writer: number) => {
        for (const title of wanted.slice(writer * 10, writer * 10 + 10)) await world.create(ada, title);
      };
      await Promise.all([follow(), ...[0, 1, 2, 3, 4, 5].map(write)]);
      expect(seen.toSorted()).toEqual(wanted.toSorted());
      for (let writer = 0; writer < 6; writer++) {
        const own = wanted.slice(writer * 10, writer * 10 + 10);
        expect(seen.filter((title) => own.includes(title))).toEqual(own);
      }
    });

    it('hears of a write that comes after its read, and before it waits', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const cursor = await world.tasks.position(ada);
      const abort = new AbortController();
      const stream = world.feed.follow(ada, { cursor }, abort.signal);
      world.afterRead.push(
        () => world.create(ada, 'After an empty read'),
        () => world.create(ada, 'After a read with an event'),
      );
      expect(titlesOf((await stream.next()).value)).toEqual(['After an empty read']);
      expect(titlesOf((await stream.next()).value)).toEqual(['After a read with an event']);
      await stream.return();
    });

    it('reads once for all streams that are at the same place, and yields them the very same event', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const cursor = await world.tasks.position(ada);
      const abort = new AbortController();
      const streams = Array.from({ length: 50 }, () => world.feed.follow(ada, { cursor }, abort.signal));
      const next = streams.map((stream) => stream.next());
      expect([world.feed.streams, world.followed()]).toEqual([50, 1]);
      await world.create(ada, 'For all');
      const events = (await Promise.all(next)).map(({ value }) => value);
      expect(titlesOf(events[0])).toEqual(['For all']);
      expect(new Set(events).size).toBe(1);
      const before = world.reads();
      expect(before).toBeLessThanOrEqual(2); // one at the beginning, one for the change
      const more = streams.map((stream) => stream.next());
      await world.create(ada, 'Once more');
      expect(new Set((await Promise.all(more)).map(({ value }) => value)).size).toBe(1);
      abort.abort();
      await Promise.all(streams.map((stream) => stream.return()));
      expect(world.reads() - before).toBeLessThanOrEqual(2);
    });

    it('ends when its signal is aborted while it waits, and leaves nothing behind', async () => {
      await using world = await setup(dialect);
      const [ada, bob] = [await world.principal(), await world.principal()];
      const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
      const cursor = await world.tasks.position(ada);
      const streams = [
        world.feed.follow(ada, { cursor }, first.signal),
        world.feed.follow(ada, { cursor }, second.signal),
        world.feed.follow(bob, { cursor }, third.signal),
      ];
      const waiting = streams.map((stream) => stream.next());
      await expect.poll(world.reads).toBeGreaterThanOrEqual(2);
      expect([world.feed.streams, world.followed()]).toEqual([3, 2]);
      first.abort();
      expect(await waiting[0]).toEqual({ done: true, value: undefined });
      expect([world.feed.streams, world.followed()]).toEqual([2, 2]);
      second.abort();
      third.abort();
      expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ done: true, value: undefined })));
      expect([world.feed.streams, world.followed()]).toEqual([0, 0]);
    });

    it('ends when it is returned while it waits, and leaves nothing behind', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const cursor = await world.tasks.position(ada);
      const { signal } = new AbortController();
      const stream = world.feed.follow(ada, { cursor }, signal);
      const waiting = stream.next();
      await expect.poll(world.reads).toBe(1);
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      await stream.return();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      expect([world.feed.streams, world.followed()]).toEqual([0, 0]);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    it('leaves nothing behind when whoever follows just stops, or never began, or fails', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const { signal } = new AbortController();
      for await (const event of world.feed.follow(ada, {}, signal)) {
        expect(titlesOf(event)).toEqual([]);
        break;
      }
      world.feed.follow(ada, {}, signal);
      const failing = createFeed({
        tasks: { pull: () => Promise.reject(new Error('away')), position: () => Promise.resolve('e.1') },
        wakeUps: { subscribe: () => () => {} },
      });
      await expect(failing.follow(ada, { cursor: 'e.1' }, signal).next()).rejects.toThrow('away');
      expect([world.feed.streams, world.followed(), failing.streams]).toEqual([0, 0, 0]);
    });

    it('keeps no event while everybody waits for the next: it can be large, and the wait long', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const cursor = await world.tasks.position(ada);
      const abort = new AbortController();
      const streams = [1, 2].map(() => world.feed.follow(ada, { cursor }, abort.signal));
      await world.create(ada, 'Large');
      const events = await takeWeakly(streams);
      const waiting = streams.map((stream) => stream.next());
      await expect.poll(() => areGone(events)).toEqual([true, true]);
      abort.abort();
      await Promise.all(waiting);
    });

    it('keeps no event either when the last that was not waiting leaves', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const cursor = await world.tasks.position(ada);
      const abort = new AbortController();
      const [stays, leaves] = [1, 2].map(() => world.feed.follow(ada, { cursor }, abort.signal));
      await world.create(ada, 'Large');
      const events = await takeWeakly([stays!, leaves!]);
      const waiting = stays!.next();
      await leaves!.return();
      await expect.poll(() => areGone(events)).toEqual([true, true]);
      abort.abort();
      await waiting;
    });

    it('says once that it cannot go on from a cursor, and is over', async () => {
      await using world = await setup(dialect);
      const ada = await world.principal();
      const { signal } = new AbortController();
      const events: FeedEvent[] = [];
      for await (const event of world.feed.follow(ada, { lastEventId: 'other.7' }, signal)) events.push(event);
      expect(events).toEqual([{ reset: true }]);
      expect(world.feed.streams).toBe(0);
    });
  });
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Takes the next event of each stream, and keeps none alive. */
async function takeWeakly(streams: readonly FeedStream[]): Promise<WeakRef<FeedEvent>[]> {
  const events = await Promise.all(streams.map((stream) => stream.next()));
  return events.map(({ value }) => new WeakRef(value!));
}

function areGone(events: readonly WeakRef<FeedEvent>[]): boolean[] {
  collectGarbage();
  return events.map((event) => event.deref() === undefined);
}
