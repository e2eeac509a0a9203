import { limits } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { read } from './answer.ts';

for (const dialect of dialects) {
  describe(`calls on ${dialect}`, () => {
    test('a batch holds one pull at most, however it is spelled: its answer is large', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const batch = async (paths: string) =>
        read(await fetch(`${server.url}/trpc/${paths}?batch=1&input=%7B%7D`, { headers: ada.page }));
      expect(await batch('sync.pull,task.count')).toMatchObject({ status: 200 });
      for (const paths of ['sync.pull,sync.pull', 'task.count,sync.pull,sync%2Epull'])
        expect(await batch(paths)).toMatchObject({ status: 400 });
      const { sync } = ada.typedo({ attempts: 1 }); // the SDK sends each on its own
      expect(await Promise.all([sync.pull.query({}), sync.pull.query({})])).toMatchObject([
        { reset: false },
        { reset: false },
      ]);
    });

    test('a batch holds 20 calls; a larger one is refused whole, in the same shape', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const batch = async (size: number) => {
        const path = Array.from({ length: size }, () => 'task.count').join(',');
        return read(await fetch(`${server.url}/trpc/${path}?batch=1&input=%7B%7D`, { headers: ada.page }));
      };
      expect(await batch(limits.batch.max)).toMatchObject({ status: 200 });
      expect(await batch(limits.batch.max + 1)).toMatchObject({
        status: 400,
        type: 'application/json',
        reason: 'INVALID_INPUT',
      });
    });

    test('the SDK sends any number of calls at once', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const typedo = ada.typedo();
      await Promise.all(
        Array.from({ length: 45 }, (_, index) => typedo.task.create.mutate({ title: `Task ${index}` })),
      );
      expect(await typedo.task.count.query()).toMatchObject({ open: 45 });
    });

    test('what goes wrong on our side is logged with its cause and answered without a word of it', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      await server.database.kysely().schema.dropTable('api_keys').execute();
      const response = await fetch(`${server.url}/trpc/account.keys.list`, { headers: ada.page });
      const answer = await read(response);
      expect(answer).toMatchObject({ status: 500, reason: 'INTERNAL' });
      expect(answer.text).not.toMatch(/api_keys|select|sqlite|relation|node_modules|stack/i);
      const [error] = server.errors.splice(0);
      expect([error?.line, String(error?.cause)]).toEqual([
        'account.keys.list failed',
        expect.stringContaining('api_keys'),
      ]);
    });
  });
}
