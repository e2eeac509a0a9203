import { createHash } from 'node:crypto';
import { newId } from '@typedo/contract';
import { expect, it } from 'vitest';
import { change, creation, move } from '../testing/tasks.ts';
import { hashOf } from './intention.ts';
import type { Mutation } from './task-store.ts';

it('the digest of an intention is the one that is stored already', () => {
  const id = '019b76da-a800-7000-8000-000000000001';
  const created = creation({ id, title: 'Milk "2 l" \u{1F95B}', description: null });
  // Of the release 1.0.0, by whose digests retries are recognised.
  expect(hashOf(created)).toBe(
    digest(`{"complete":false,"description":null,"id":"${id}","title":"Milk \\"2 l\\" \u{1F95B}","type":"create"}`),
  );
  expect(
    hashOf(change(id, { title: 'b', complete: true }, { updatedAt: '2026-01-01T00:00:00.000Z', title: 'a' })),
  ).toBe(
    digest(
      `{"id":"${id}","patch":{"complete":true,"title":"b"},"type":"update","was":{"title":"a","updatedAt":"2026-01-01T00:00:00.000Z"}}`,
    ),
  );
  const moved: Mutation = { ...move('delete', id), was: undefined };
  expect(hashOf(moved)).toBe(digest(`{"id":"${id}","type":"delete"}`));
  expect(hashOf({ ...moved, mutationId: newId() })).toBe(hashOf(moved));
  const many: Mutation = { type: 'updateMany', mutationId: newId(), ids: [id, 'b', 'a'], patch: { description: '' } };
  expect(hashOf(many)).toBe(digest(`{"ids":["${id}","b","a"],"patch":{"description":""},"type":"updateMany"}`));
});

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
