import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { readPlainRequest } from './plain-request.ts';

describe('a request', () => {
  test('that programs send is plain', () => {
    expect(read('GET', '/trpc/task.count')).toEqual(['task.count', '']);
    expect(read('GET', '/trpc/task.list?input=%7B%22search%22%3A%22a+b%22%7D')).toEqual([
      'task.list',
      '{"search":"a b"}',
    ]);
    expect(read('GET', '/trpc/task.count,task.list?batch=1&input=%7B%7D')).toEqual(['task.count,task.list', '{}']);
    expect(read('POST', '/trpc/task.create', json)).toEqual(['task.create', '']);
    expect(read('POST', '/trpc/task.create?batch=1', [...json, 'Cookie', 'a=1; b=2'])).toEqual(['task.create', '']);
  });

  test('that leaves something to interpret is not', () => {
    const others: Parameters<typeof read>[] = [
      ['HEAD', '/trpc/task.count'],
      ['GET', '/trpc/task%2Ecount'],
      ['GET', '/trpc/task.count/'],
      ['GET', '/trpc/no.such'],
      ['GET', '/trpc/toString'],
      ['GET', '/trpc/task.create'],
      ['GET', '/trpc/sync.live'],
      ['GET', '/trpc/task.count,task.count'],
      ['GET', `/trpc/${Array<string>(21).fill('task.count').join(',')}?batch=1`],
      ['GET', '/trpc/task.list?input=%7B%7D&input=%7B%7D'],
      ['GET', '/trpc/task.list?input=%7'],
      ['GET', '/trpc/task.list?input=ü'],
      ['GET', `/trpc/task.list?input=${'x'.repeat(10_000)}`],
      ['GET', '/trpc/task.count', ['accept', 'application/jsonl']],
      ['GET', '/trpc/task.count', ['content-type', 'multipart/form-data']],
      ['GET', '/trpc/task.count', ['authorization', 'a', 'Authorization', 'b']],
      ['POST', '/trpc/task.count', json],
      ['POST', '/trpc/task.create', ['content-type', 'text/plain', 'content-length', '2']],
      ['POST', '/trpc/task.create', ['content-type', 'application/json']],
      ['POST', '/trpc/task.create', ['content-type', 'application/json', 'content-length', '1048577']],
    ];
    for (const other of others) expect([other, read(...other)]).toEqual([other, null]);
  });
});

const json = ['content-type', 'application/json; charset=utf-8', 'content-length', '2'];

/** The paths and the inputs of a request as Node.js gives it; null when it is not plain. */
function read(method: string, url: string, rawHeaders: string[] = []): [string, string] | null {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) headers[rawHeaders[at]!.toLowerCase()] ??= rawHeaders[at + 1]!;
  const incoming = { method, url, headers, rawHeaders };
  const request = readPlainRequest(incoming as unknown as IncomingMessage);
  return request && [request.calls.map(({ path }) => path).join(','), request.query];
}
