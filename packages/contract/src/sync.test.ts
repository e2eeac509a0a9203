import { describe, expect, it } from 'vitest';
import {
  firstOutcome,
  followChanges,
  formatCursor,
  hasReached,
  limits,
  newId,
  parseCursor,
  procedureReasons,
  pullChanges,
  pulled,
  pushMutations,
  pushOutcome,
  reasons,
  syncCursor,
} from './index.ts';

describe('a cursor', () => {
  it('says the epoch and the seq, and until a snapshot has passed it what was purged before', () => {
    expect(formatCursor({ epoch: 'e1', seq: 41, floor: 0 })).toBe('e1.41');
    expect(formatCursor({ epoch: 'e1', seq: 41, floor: 90 })).toBe('e1.41.90');
    expect(formatCursor({ epoch: 'e1', seq: 90, floor: 90 })).toBe('e1.90');
    for (const position of [
      { epoch: 'e1', seq: 0, floor: 0 },
      { epoch: '0a', seq: 7, floor: 9 },
    ])
      expect(parseCursor(formatCursor(position))).toEqual(position);
  });

  it('that is not ours is read as none, and as text only what a header can carry is taken', () => {
    for (const text of ['e1', 'e1.', '.1', 'e1.-1', 'e1.1.2.3', 'E1.1', 'e1.1e3', 'e1.1234567890123456'])
      expect(parseCursor(text)).toBeNull();
    for (const text of ['', 'a b', 'a\nb', 'é.1', 'x'.repeat(101)])
      expect(syncCursor.safeParse(text).success).toBe(false);
    expect(syncCursor.parse('v2.anything-else')).toBe('v2.anything-else');
  });

  it('has reached another of its own epoch that is not behind it, and none of another epoch', () => {
    const reached = (cursor: string) => hasReached(cursor, 'e1.41');
    expect(['e1.40', 'e1.41', 'e1.42', 'e2.42', 'nonsense', 'e1.40.90'].map(reached)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a push', () => {
  const create = () => ({ type: 'create', mutationId: newId(), id: newId(), title: 't' });
  const push = (...mutations: unknown[]) => pushMutations.safeParse({ mutations, contractVersion: '1.0.0' });

  it('takes creates, changes and moves with their mutation ids, and trims titles as everywhere', () => {
    const id = newId();
    const mutations = [
      { ...create(), title: ' t ' },
      { type: 'update', mutationId: newId(), id, patch: { complete: true }, was: { title: 'x' } },
      { type: 'delete', mutationId: newId(), id },
      { type: 'restore', mutationId: newId(), id, was: { complete: false } },
    ];
    expect(push(...mutations).data?.mutations).toEqual([{ ...mutations[0], title: 't' }, ...mutations.slice(1)]);
  });

  it('refuses unknown keys and types, what has no mutation id, an empty one and one that is too long', () => {
    const { mutationId: _, ...nameless } = create();
    for (const wrong of [
      { ...create(), dueDate: null },
      { ...create(), userId: 'u' },
      { type: 'archive', mutationId: newId(), id: newId() },
      { type: 'update', mutationId: newId(), id: newId(), patch: {} },
      nameless,
    ])
      expect(push(wrong).success).toBe(false);
    expect(push().success).toBe(false);
    expect(push(...Array.from({ length: limits.push.max + 1 }, create)).success).toBe(false);
    expect(pushMutations.safeParse({ mutations: [create()], contractVersion: 'newest' }).success).toBe(false);
  });

  it('can be answered with every refusal that a write of one task has', () => {
    const named = ['task.create', 'task.update', 'task.delete', 'task.restore'] as const;
    const expected = new Set(named.flatMap((procedure) => [...procedureReasons[procedure]]));
    const [, refused] = firstOutcome.options;
    expect(new Set(refused.options.map(({ shape }) => shape.reason.value))).toEqual(expected);
    for (const { shape } of refused.options) expect(shape.details).toBe(reasons[shape.reason.value].details);
    const outcome = {
      status: 'duplicate',
      first: { status: 'refused', reason: 'TASK_NOT_FOUND', details: { id: newId() } },
    };
    expect(pushOutcome.parse(outcome)).toEqual(outcome);
  });
});

describe('a pull', () => {
  it('begins a snapshot when it names no cursor, and has a bound', () => {
    expect(pullChanges.parse({})).toEqual({ cursor: null, limit: limits.pull.default });
    for (const limit of [0, limits.pull.max + 1, 1.5, '5'])
      expect(pullChanges.safeParse({ limit }).success).toBe(false);
  });

  it('is answered with a page, or with a reset that holds nothing and begins anew', () => {
    const reset = { reset: true, tasks: [], deletedIds: [], cursor: null, hasMore: true };
    expect(pulled.parse(reset)).toEqual(reset);
    expect(pulled.safeParse({ ...reset, cursor: 'e1.1' }).success).toBe(false);
    expect(pulled.safeParse({ ...reset, reset: false }).success).toBe(false);
  });

  it('and a stream name where to begin, and nothing else', () => {
    expect(followChanges.parse({ cursor: 'e1.1', lastEventId: 'e1.2' })).toEqual({
      cursor: 'e1.1',
      lastEventId: 'e1.2',
    });
    expect(followChanges.safeParse({ since: 'e1.1' }).success).toBe(false);
  });
});
