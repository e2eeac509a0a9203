import { describe, expect, test } from 'vitest';
import { PrincipalCache, type Found } from './principal-cache.ts';

function setup({ limit = 10 } = {}) {
  const world = { now: 1_000, lookups: 0 };
  const cache = new PrincipalCache<string>({ limit, clock: () => world.now });
  const find =
    (value: string, validMs = 2_000) =>
    async (): Promise<Found<string>> => {
      world.lookups++;
      return { value, validMs };
    };
  return { world, cache, find };
}

describe('PrincipalCache', () => {
  test('asks once for as long as the answer is valid', async () => {
    const { world, cache, find } = setup();
    expect(await cache.resolve('key', find('ada'))).toBe('ada');
    world.now += 1_999;
    expect(await cache.resolve('key', find('nobody'))).toBe('ada');
    world.now += 1;
    expect(await cache.resolve('key', find('nobody'))).toBe('nobody');
    expect(world.lookups).toBe(2);
  });

  test('counts from the question, not from the answer', async () => {
    const { world, cache, find } = setup();
    await cache.resolve('key', async () => {
      world.now += 1_500; // a slow database
      return { value: 'ada', validMs: 2_000 };
    });
    world.now += 500;
    expect(await cache.resolve('key', find('nobody'))).toBe('nobody');
  });

  test('lets callers with the same credential share one lookup', async () => {
    const { world, cache, find } = setup();
    const answers = await Promise.all(
      ['key', 'key', 'other'].map(async (credential) => cache.resolve(credential, find(credential))),
    );
    expect(answers).toEqual(['key', 'key', 'other']);
    expect(world.lookups).toBe(2);
  });

  test('does not remember what was looked up before a revocation', async () => {
    const { cache, find } = setup();
    const answer = Promise.withResolvers<Found<string>>();
    const before = cache.resolve('key', () => answer.promise);
    cache.forget('key');
    const after = cache.resolve('key', find('nobody'));
    answer.resolve({ value: 'ada', validMs: 2_000 });
    expect(await before).toBe('ada');
    expect(await after).toBe('nobody');
    expect(await cache.resolve('key', find('somebody'))).toBe('nobody');
  });

  test('forgets one credential and keeps the others', async () => {
    const { cache, find } = setup();
    await cache.resolve('a', find('ada'));
    await cache.resolve('b', find('bob'));
    cache.forget('a');
    expect(await cache.resolve('a', find('nobody'))).toBe('nobody');
    expect(await cache.resolve('b', find('nobody'))).toBe('bob');
  });

  test('forgets those that are meant and keeps the others, but for what is being looked up', async () => {
    const { world, cache, find } = setup();
    for (const [credential, who] of [
      ['a', 'ada'],
      ['again', 'ada'],
      ['b', 'bob'],
    ] as const)
      await cache.resolve(credential, find(who));
    const answers = { c: Promise.withResolvers<Found<string>>(), d: Promise.withResolvers<Found<string>>() };
    const before = Promise.all([
      cache.resolve('c', () => answers.c.promise),
      cache.resolve('d', () => answers.d.promise),
    ]);
    cache.forgetThose((value) => value === 'ada');
    answers.c.resolve({ value: 'ada', validMs: 2_000 });
    answers.d.resolve({ value: 'dora', validMs: 2_000 });
    expect(await before).toEqual(['ada', 'dora']);
    world.lookups = 0;
    const after = [];
    for (const credential of ['a', 'again', 'b', 'c', 'd']) after.push(await cache.resolve(credential, find('nobody')));
    expect(after).toEqual(['nobody', 'nobody', 'bob', 'nobody', 'nobody']);
    expect(world.lookups).toBe(4);
  });

  test('does not remember a failure', async () => {
    const { cache, find } = setup();
    const fail = () => Promise.reject(new Error('away'));
    await expect(cache.resolve('key', fail)).rejects.toThrow('away');
    expect(await cache.resolve('key', find('ada'))).toBe('ada');
  });

  test('keeps the newest entries when there are too many', async () => {
    const { world, cache, find } = setup({ limit: 2 });
    for (const credential of ['a', 'b', 'c']) await cache.resolve(credential, find(credential));
    world.lookups = 0;
    for (const credential of ['b', 'c']) await cache.resolve(credential, find('again'));
    expect(world.lookups).toBe(0);
    expect(await cache.resolve('a', find('again'))).toBe('again');
  });
});
