import { describe, expect, test } from 'vitest';
import { newId } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import type { Call } from '../../src/contenders/contender.ts';
import { peers } from '../../src/contenders/peers/peers.ts';
import { ada, adasTasks, bobsTask } from './rows.ts';
import { setupPeer } from './setup-peer.ts';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const [oldest, middle, newest] = adasTasks;

for (const dialect of dialects) {
  describe(dialect, () => {
    for (const peer of peers) {
      test(`${peer.name} answers every call with the same content as the others, and shows nobody the tasks of another user`, async () => {
        await using server = await setupPeer(peer, dialect);
        const { call, status } = server;

        expect(await call({ name: 'ping' })).toEqual({
          userId: ada,
          kind: 'key',
          scopes: ['tasks:read', 'tasks:write'],
        });
        expect(await call({ name: 'list', limit: 3 })).toEqual({ tasks: [newest, middle, oldest], nextCursor: null });
        expect(await call({ name: 'list', limit: 2 })).toEqual({
          tasks: [newest, middle],
          nextCursor: expect.stringMatching(/^\S+$/),
        });
        expect(await call({ name: 'search', search: 'MILK', limit: 50 })).toEqual({
          tasks: [middle, oldest],
          nextCursor: null,
        });
        for (const search of ['100%', 'a_b', String.raw`c\d`]) {
          expect(await call({ name: 'search', search, limit: 50 })).toEqual({ tasks: [newest], nextCursor: null });
        }
        expect(await call({ name: 'search', search: '1%0', limit: 50 })).toEqual({ tasks: [], nextCursor: null });
        expect(await call({ name: 'byId', id: middle.id })).toEqual(middle);
        expect(await call({ name: 'pull', limit: 2 })).toEqual([oldest, middle]);

        expect(await status({ name: 'byId', id: bobsTask.id })).toBe(404);
        expect(await status({ name: 'update', id: bobsTask.id, title: 'Mine' })).toBe(404);
        expect(await status({ name: 'ping' }, 'Bearer another')).toBe(401);
        expect(await status({ name: 'byId', id: 'no-uuid' })).toBe(400);

        const ids = [newest, oldest, middle, newest, oldest, middle, newest, oldest, middle, newest].map(
          ({ id }) => id,
        );
        const batch: Call = { name: 'batch', ids };
        if (peer.name === 'hono-kysely') expect(peer.protocol.request(batch)).toBeNull();
        else expect(await call(batch)).toEqual(ids.map((id) => adasTasks.find((task) => task.id === id)));

        const created = await call({ name: 'create', title: 'New', description: null });
        expect(created).toEqual({
          id: expect.stringMatching(/^[0-9a-f-]{14}7[0-9a-f-]{21}$/),
          userId: ada,
          title: 'New',
          description: null,
          complete: false,
          createdAt: expect.stringMatching(time),
          updatedAt: expect.stringMatching(time),
        });
        expect(await call({ name: 'list', limit: 1 })).toMatchObject({ tasks: [created] });

        const updated = await call({ name: 'update', id: oldest.id, title: 'Changed' });
        expect(updated).toEqual({ ...oldest, title: 'Changed', updatedAt: expect.stringMatching(time) });
        expect(updated).not.toMatchObject({ updatedAt: oldest.updatedAt });
        expect(await call({ name: 'byId', id: oldest.id })).toEqual(updated);

        const tasks = Array.from({ length: 100 }, (_, index) => ({
          id: newId(),
          title: `Pushed ${index}`,
          description: index % 2 ? null : 'With words',
        }));
        const pushed = await call({ name: 'push', tasks });
        expect(pushed).toEqual(
          tasks.map((task) => ({
            ...task,
            userId: ada,
            complete: false,
            createdAt: expect.stringMatching(time),
            updatedAt: expect.stringMatching(time),
          })),
        );
        expect(await call({ name: 'pull', limit: 1000 })).toHaveLength(adasTasks.length + 1 + tasks.length);
      });
    }
  });
}
