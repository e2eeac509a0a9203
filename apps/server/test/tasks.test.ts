import { isReason, newId, reasonOf, type Task } from '@typedo/sdk';
import { dialects } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { setupServer } from './setup-server.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it('serves a whole round of typed calls, from a create to its history', async () => {
      await using server = await setupServer(dialect);
      const { typedo, userId, key } = await twoDoors(server);
      const made = await typedo.task.create.mutate({ title: '  Buy milk 🥛 ', description: '' });
      expect(made).toMatchObject({ userId, title: 'Buy milk 🥛', description: '', complete: false });
      const done = await key.task.update.mutate({
        id: made.id,
        patch: { complete: true },
        was: { updatedAt: made.updatedAt },
      });
      expect(done).toEqual({ ...made, complete: true, updatedAt: done.updatedAt });
      expect(Date.parse(done.updatedAt)).toBeGreaterThan(Date.parse(made.updatedAt));
      expect(await typedo.task.byId.query({ id: made.id })).toEqual(done);
      expect(await typedo.task.list.query({ complete: true, search: 'MILK' })).toEqual({
        tasks: [done],
        nextCursor: null,
      });
      const other = await key.task.create.mutate({ title: 'Other' });
      const { tasks } = await typedo.task.updateMany.mutate({ ids: [other.id, made.id], patch: { description: null } });
      expect(tasks.map(({ id, description }) => [id, description])).toEqual([
        [other.id, null],
        [made.id, null],
      ]);
      await typedo.task.delete.mutate({ id: made.id });
      expect((await key.task.list.query({ deleted: true })).tasks.map(({ id }) => id)).toEqual([made.id]);
      await typedo.task.restore.mutate({ id: made.id });
      await typedo.task.deleteMany.mutate({ ids: [other.id] });
      expect(await key.task.count.query()).toEqual({ open: 0, complete: 1, deleted: 1 });
      const { changes } = await typedo.task.history.query({ id: made.id });
      expect(changes.map(({ kind, by }) => `${kind} by ${by.kind}`)).toEqual([
        'restore by session',
        'delete by session',
        'update by session',
        'update by key',
        'create by session',
      ]);
      expect(changes[3]).toMatchObject({ before: { complete: false }, after: { complete: true } });
    });

    it('gives two racing writers of one task one winner, and shows the other the task of the winner', async () => {
      await using server = await setupServer(dialect);
      const { typedo, key } = await twoDoors(server);
      const task = await typedo.task.create.mutate({ title: 'start' });
      const rename = (client: typeof key, title: string) =>
        client.task.update.mutate({ id: task.id, patch: { title }, was: { updatedAt: task.updatedAt } });
      const [first, second] = await Promise.allSettled([rename(typedo, 'session'), rename(key, 'key')]);
      const [winner, loser] = first.status === 'fulfilled' ? [first, second] : [second, first];
      if (winner.status !== 'fulfilled' || loser.status !== 'rejected') throw new Error('Expected one winner');
      expect(isReason(loser.reason, 'TASK_CHANGED') && loser.reason.data.details.task).toEqual(winner.value);
    });

    it('gives fifty racing retries of one mutation id one effect and fifty equal answers', async () => {
      await using server = await setupServer(dialect);
      const { typedo, key } = await twoDoors(server);
      const mutationId = newId();
      const create = () => key.task.create.mutate({ id: mutationId, mutationId, title: 'once' });
      const answers = await Promise.all(Array.from({ length: 50 }, create));
      expect(answers).toEqual(Array.from({ length: 50 }, () => answers[0]));
      expect(await typedo.task.count.query()).toEqual({ open: 1, complete: 0, deleted: 0 });
    });

    it("answers somebody else's id and a made-up one alike, and changes nothing", async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      const task = await ada.typedo().task.create.mutate({ title: 'secret' });
      const hers = eve.typedo();
      const calls: ((id: string) => Promise<unknown>)[] = [
        (id) => hers.task.byId.query({ id }),
        (id) => hers.task.history.query({ id }),
        (id) => hers.task.update.mutate({ id, patch: { title: 'x' } }),
        (id) => hers.task.delete.mutate({ id }),
        (id) => hers.task.restore.mutate({ id }),
        (id) => hers.task.updateMany.mutate({ ids: [id], patch: { title: 'x' } }),
        (id) => hers.task.deleteMany.mutate({ ids: [id] }),
      ];
      for (const call of calls) {
        for (const id of [task.id, newId()]) {
          expect(reasonOf(await call(id).catch((error: unknown) => error))).toMatchObject({
            reason: 'TASK_NOT_FOUND',
            details: { id },
          });
        }
      }
      expect(await ada.typedo().task.byId.query({ id: task.id })).toEqual(task);
      expect(await hers.task.count.query()).toEqual({ open: 0, complete: 0, deleted: 0 });
    });

    it('answers every wrong id with a clear error of one shape, and changes nothing', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const task = await ada.typedo().task.create.mutate({ title: 'kept' });
      const wrong = [
        '',
        'nonsense',
        task.id.toUpperCase(),
        7,
        null,
        true,
        {},
        { $ne: null },
        [task.id],
        'x'.repeat(4_000),
        '\0',
        "' or 1=1 --",
      ];
      const headers = { cookie: ada.cookie, origin: server.url };
      for (const id of wrong) {
        const query = await fetch(`${server.url}/trpc/task.byId?input=${encodeURIComponent(JSON.stringify({ id }))}`, {
          headers,
        });
        const answers = [query];
        for (const path of ['update', 'delete', 'restore', 'updateMany', 'deleteMany', 'create']) {
          const input = path.endsWith('Many') ? { ids: [id] } : path === 'create' ? { title: 't', id } : { id };
          answers.push(
            await server.post(
              `/trpc/task.${path}`,
              path.startsWith('update') ? { ...input, patch: { title: 'x' } } : input,
              headers,
            ),
          );
        }
        for (const answer of answers) {
          const text = await answer.text();
          expect(text.length).toBeLessThan(1_000); // nothing of what was sent comes back
          expect([answer.status, JSON.parse(text)]).toEqual([
            400,
            {
              error: {
                code: -32600,
                message: 'The input is not valid.',
                data: {
                  code: 'BAD_REQUEST',
                  httpStatus: 400,
                  path: expect.stringMatching(/^task\./),
                  reason: 'INVALID_INPUT',
                  details: {
                    issues: [
                      expect.objectContaining({ path: expect.arrayContaining([expect.stringMatching(/^ids?$/)]) }),
                    ],
                  },
                },
              },
            },
          ]);
        }
      }
      expect(await ada.typedo().task.list.query()).toEqual({ tasks: [task], nextCursor: null });
    });

    it('lists every page once while another client writes', async () => {
      await using server = await setupServer(dialect);
      const { typedo, key } = await twoDoors(server);
      const made = await Promise.all(
        Array.from({ length: 60 }, (_, index) => typedo.task.create.mutate({ title: `task ${index}` })),
      );
      const seen: Task[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await typedo.task.list.query({ order: 'oldest', limit: 7, ...(cursor && { cursor }) });
        seen.push(...page.tasks);
        cursor = page.nextCursor;
        const { id } = await key.task.create.mutate({ title: 'meanwhile' });
        await key.task.delete.mutate({ id });
      }
      expect(seen.map(({ id }) => id).toSorted()).toEqual(made.map(({ id }) => id).toSorted());
    });
  });
}

/** The same account through a session and through an API key. */
async function twoDoors(server: Awaited<ReturnType<typeof setupServer>>) {
  const ada = await server.signUp();
  const { secret } = await ada.key();
  return { userId: ada.userId, typedo: ada.typedo(), key: ada.typedo({ apiKey: secret }) };
}
