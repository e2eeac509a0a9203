import { fieldDefaults, newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore } from '../testing/index.ts';
import { applied, change, creation, move, write, writeAll } from '../testing/tasks.ts';
import type { Mutation } from './task-store.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it('keeps a task as it was sent, emoji included, and tells null from the empty text', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const fields = { title: '👩‍👩‍👧 ¡Olé! \u{1F600}', description: 'line\n\ttab "quote" \\ \u2028', complete: true };
      const sent = creation(fields);
      const task = await applied(world.store, ada, sent);
      const at = new Date(world.clock.now).toISOString();
      expect(task).toEqual({
        ...fieldDefaults,
        id: sent.id,
        userId: ada.userId,
        ...fields,
        createdAt: at,
        updatedAt: at,
      });
      expect(await world.store.byId(ada, { id: sent.id })).toEqual(task);
      const empty = await applied(world.store, ada, creation({ description: '' }));
      const none = await applied(world.store, ada, creation({ description: null }));
      expect([
        (await world.store.byId(ada, empty)).description,
        (await world.store.byId(ada, none)).description,
      ]).toEqual(['', null]);
    });

    it('changes only the fields that a patch names, and makes the time move forward though the clock stands still', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const task = await applied(world.store, ada, creation({ title: 'one', description: 'd' }));
      const second = await applied(world.store, ada, change(task.id, { complete: true }));
      expect(second).toEqual({ ...task, complete: true, updatedAt: new Date(world.clock.now + 1).toISOString() });
      const third = await applied(world.store, ada, change(task.id, { title: 'two', description: null }));
      expect(third).toEqual({
        ...second,
        title: 'two',
        description: null,
        updatedAt: new Date(world.clock.now + 2).toISOString(),
      });
    });

    it('takes no seq and writes no history for a change that changes nothing', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const task = await applied(world.store, ada, creation({ title: 'same' }));
      expect(await applied(world.store, ada, change(task.id, { title: 'same', complete: false }))).toEqual(task);
      await applied(world.store, ada, move('restore', task.id));
      expect((await world.store.history(ada, { id: task.id, limit: 10 })).changes).toHaveLength(1);
      expect(await seqs(world.database)).toEqual([1]);
    });

    it('refuses a conditional change whose condition does not hold, with the task as it is', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const task = await applied(world.store, ada, creation({ title: 'mine', description: null }));
      const now = await applied(world.store, ada, change(task.id, { title: 'theirs' }));
      const conditions = [{ title: 'mine' }, { description: '' }, { complete: true }, { updatedAt: task.updatedAt }];
      for (const was of conditions) {
        const refusal = { reason: 'TASK_CHANGED', details: { task: now } };
        expect(await write(world.store, ada, change(task.id, { complete: true }, was))).toEqual({ refusal });
        expect(await write(world.store, ada, move('delete', task.id, was))).toEqual({ refusal });
      }
      expect(await world.store.byId(ada, task)).toEqual(now);
      const holds = { title: 'theirs', description: null, complete: false, updatedAt: now.updatedAt };
      expect((await applied(world.store, ada, change(task.id, { complete: true }, holds))).complete).toBe(true);
    });

    it('moves a task to the trash and back as it was', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const task = await applied(world.store, ada, creation({ complete: true }));
      const gone = await applied(world.store, ada, move('delete', task.id));
      expect(await applied(world.store, ada, move('delete', task.id, { title: 'no longer looked at' }))).toEqual(gone);
      expect(await write(world.store, ada, change(task.id, { title: 'x' }))).toEqual({
        refusal: { reason: 'TASK_DELETED', details: { id: task.id } },
      });
      expect(await world.store.count(ada)).toEqual({ open: 0, complete: 0, deleted: 1 });
      expect(await write(world.store, ada, { ...creation({ id: task.id }), mutationId: newId() })).toEqual({
        refusal: { reason: 'TASK_ID_TAKEN', details: { id: task.id } },
      });
      const back = await applied(world.store, ada, move('restore', task.id));
      expect(back).toEqual({ ...task, updatedAt: back.updatedAt });
      expect(await world.store.count(ada)).toEqual({ open: 0, complete: 1, deleted: 0 });
    });

    it('answers a retry with the first outcome, and refuses its mutation id for anything else', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const sent = creation();
      const task = await applied(world.store, ada, sent);
      const renamed = change(task.id, { title: 'renamed' });
      const first = await applied(world.store, ada, renamed);
      await applied(world.store, ada, change(task.id, { title: 'later' }));
      expect(await applied(world.store, ada, renamed)).toEqual(first);
      expect(await applied(world.store, ada, sent)).toEqual(task);
      expect((await world.store.byId(ada, task)).title).toBe('later');
      const reused = { refusal: { reason: 'MUTATION_REUSED', details: { mutationId: renamed.mutationId } } };
      expect(await write(world.store, ada, { ...renamed, patch: { title: 'other' } })).toEqual(reused);
      expect(await write(world.store, ada, { type: 'delete', id: task.id, mutationId: renamed.mutationId })).toEqual(
        reused,
      );
      expect(await write(world.store, ada, { ...sent, title: 'other' })).toEqual({
        refusal: { reason: 'TASK_ID_TAKEN', details: { id: task.id } },
      });
    });

    it('remembers a refusal too, so that a retry cannot be applied later', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const id = newId();
      const early = change(id, { title: 'early' });
      const refused = await write(world.store, ada, early);
      expect(refused).toEqual({ refusal: { reason: 'TASK_NOT_FOUND', details: { id } } });
      await applied(world.store, ada, creation({ id, title: 'now there' }));
      expect(await write(world.store, ada, early)).toEqual(refused);
      expect((await world.store.byId(ada, { id })).title).toBe('now there');
    });

    it('refuses a mutation id older than its retention, but still answers one that it remembers', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const day = 24 * 60 * 60 * 1000;
      const old = newId(world.clock.now - 91 * day);
      expect(await write(world.store, ada, creation({ id: old }))).toEqual({
        refusal: { reason: 'MUTATION_EXPIRED', details: { mutationId: old } },
      });
      expect(await applied(world.store, ada, creation({ id: old, mutationId: newId() }))).toMatchObject({ id: old });
      const sent = creation();
      const task = await applied(world.store, ada, sent);
      world.clock.now += 91 * day;
      expect(await applied(world.store, ada, sent)).toEqual(task);
    });

    it('changes many tasks or none', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const ids: string[] = [];
      for (const title of ['a', 'b', 'c']) ids.push((await applied(world.store, ada, creation({ title }))).id);
      const missing = newId();
      const complete = (named: string[]): Mutation => ({
        type: 'updateMany',
        mutationId: newId(),
        ids: named,
        patch: { complete: true },
      });
      expect(await write(world.store, ada, complete([...ids, missing]))).toEqual({
        refusal: { reason: 'TASK_NOT_FOUND', details: { id: missing } },
      });
      expect(await world.store.count(ada)).toEqual({ open: 3, complete: 0, deleted: 0 });
      const sent = complete(ids);
      const outcome = await write(world.store, ada, sent);
      expect(outcome.tasks?.map(({ id, complete }) => [id, complete])).toEqual(ids.map((id) => [id, true]));
      expect(await write(world.store, ada, sent)).toEqual(outcome);
      expect(await world.store.byId(ada, { id: ids[1] ?? '' })).toEqual(outcome.tasks?.[1]);
      await write(world.store, ada, { type: 'deleteMany', mutationId: newId(), ids });
      expect(await world.store.count(ada)).toEqual({ open: 0, complete: 0, deleted: 3 });
      expect(await write(world.store, ada, complete(ids))).toEqual({
        refusal: { reason: 'TASK_DELETED', details: { id: ids[0] } },
      });
      expect(await seqs(world.database)).toEqual([7, 8, 9]);
    });

    it('applies the mutations of one write in their order, and goes on after a refused one', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const made = creation({ title: 'first' });
      const missing = newId();
      const outcomes = await writeAll(world.store, ada, [
        made,
        change(made.id, { title: 'second' }),
        change(missing, { title: 'lost' }),
        { ...made },
        move('delete', made.id),
        change(made.id, { title: 'third' }),
      ]);
      expect(outcomes.map(({ tasks, refusal }) => tasks?.[0]?.title ?? refusal?.reason)).toEqual([
        'first',
        'second',
        'TASK_NOT_FOUND',
        'first',
        'second',
        'TASK_DELETED',
      ]);
      expect(await seqs(world.database)).toEqual([3]);
      expect((await world.store.history(ada, { id: made.id, limit: 10 })).changes.map(({ kind }) => kind)).toEqual([
        'delete',
        'update',
        'create',
      ]);
    });

    it('lets an account have no more tasks than its quota, the trash included', async () => {
      await using world = await setupStore(dialect, { quota: 2 });
      const ada = await world.principal();
      const first = await applied(world.store, ada, creation());
      await applied(world.store, ada, move('delete', first.id));
      await applied(world.store, ada, creation());
      const refusal = { reason: 'QUOTA_EXCEEDED', details: { quota: 2 } };
      expect(await write(world.store, ada, creation())).toEqual({ refusal });
      expect((await writeAll(world.store, ada, [creation(), creation()])).map((outcome) => outcome.refusal)).toEqual([
        refusal,
        refusal,
      ]);
    });

    it('shows in the history who changed what, before and after, the newest first, in pages', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const key = { ...ada, kind: 'key', keyId: 'key-1' } as const;
      const task = await applied(world.store, ada, creation({ title: 'a', description: 'old' }));
      await applied(world.store, key, change(task.id, { title: 'b', description: null, complete: false }));
      await applied(world.store, ada, move('delete', task.id));
      const first = await world.store.history(ada, { id: task.id, limit: 2 });
      expect(first.changes).toMatchObject([
        { kind: 'delete', by: { kind: 'session', id: null }, before: {}, after: {} },
        {
          kind: 'update',
          by: { kind: 'key', id: 'key-1' },
          before: { title: 'a', description: 'old' },
          after: { title: 'b', description: null },
        },
      ]);
      expect(Object.keys(first.changes[1]?.after ?? {})).toEqual(expect.not.arrayContaining(['complete']));
      const rest = await world.store.history(ada, { id: task.id, limit: 2, cursor: first.nextCursor ?? '' });
      expect(rest).toEqual({
        changes: [
          {
            at: task.createdAt,
            kind: 'create',
            by: { kind: 'session', id: null },
            before: {},
            after: { ...fieldDefaults, title: 'a', description: 'old' },
          },
        ],
        nextCursor: null,
      });
    });

    it("treats another user's task as one that never was", async () => {
      await using world = await setupStore(dialect);
      const [ada, eve] = [await world.principal(), await world.principal()];
      const { id } = await applied(world.store, ada, creation({ title: 'secret' }));
      const refusal = { reason: 'TASK_NOT_FOUND', details: { id } };
      await expect(world.store.byId(eve, { id })).rejects.toMatchObject({ refusal });
      await expect(world.store.history(eve, { id, limit: 1 })).rejects.toMatchObject({ refusal });
      for (const mutation of [change(id, { title: 'x' }), move('delete', id), move('restore', id)]) {
        expect(await write(world.store, eve, mutation)).toEqual({ refusal });
      }
      expect(await applied(world.store, eve, creation({ id, title: 'her own' }))).toMatchObject({
        id,
        userId: eve.userId,
      });
      expect(await world.store.byId(ada, { id })).toMatchObject({ title: 'secret', userId: ada.userId });
    });
  });
}

async function seqs(database: Awaited<ReturnType<typeof setupStore>>['database']): Promise<number[]> {
  const rows = await database.kysely().selectFrom('tasks').select('seq').orderBy('seq').execute();
  return rows.map(({ seq }) => Number(seq));
}
