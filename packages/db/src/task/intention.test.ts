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

it('the digests of every kind of mutation are those that databases hold', () => {
  const [id, other] = ['019b76da-a800-7000-8000-000000000001', '019b76da-a800-7000-8000-000000000002'];
  const was = { updatedAt: '2026-01-01T00:00:00.000Z', title: 'a', description: null, complete: false };
  const ids = [other, id];
  const mutations: Mutation[] = [
    creation({ id, mutationId: other, title: 'a' }),
    creation({ id, mutationId: other, title: 'a', description: '', complete: true }),
    change(id, { title: 'b' }),
    change(id, { description: null, complete: false, title: undefined }, was),
    { ...move('delete', id), was },
    move('restore', id),
    { ...move('restore', id), was: { description: null } },
    { type: 'updateMany', mutationId: other, ids, patch: { description: null, complete: true } },
    { type: 'deleteMany', mutationId: other, ids },
  ];
  // Written by the code of contract 1.0.0. A retry that spans an upgrade is known by them: they never change.
  expect(mutations.map(hashOf)).toEqual([
    '4qwjnhUcTYVkRvlWAeTh5vsQucM5LiqHjOj5fiWRClg',
    '5byYMdTzdmK3kkFG_rwBIBa4_5XOsVc5c5JzDByggQY',
    'hJnmi1saMdwUIWFKj_byuBCU-_rBGXi9ERFLqpsKXxM',
    'lDUffA1Qxl1UeXClD3OMduq412rE8OCahLdS3etR4eY',
    'BXNkiZcoIKtUonxD8rkK-c5onk-zLHtFqGGTqQV8T8Q',
    '5MnVGltrQaNh1sDyzEj1T5383rFN1e08qlgtqv6nNAw',
    'zWwrIcTMF6UIZlsKqQLyJMgFB3qwdsuTV2z0TPYFe8o',
    'BXMEBn9yfBq5YCzzqxFmxG3hAtxEudsu957MDF3PhG8',
    'RFlGPDw-6SXtWyTJaSbu8ixsm0WjoV4cikGa3ekx-c8',
  ]);
});

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
