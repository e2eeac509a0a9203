import { limits, newId, parseCursor } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore, type TestStore } from '../testing/index.ts';
import { applied, change, creation, write } from '../testing/tasks.ts';
import { createOrm } from '../database.ts';
import { createTaskStore } from './create-task-store.ts';

const fifty = Array.from({ length: 50 }, (_, index) => index);

/** What the schema refuses and a constraint would stop: a fault of ours, for which one caller alone hears an error. */
const poisoned = () => creation({ title: 'x'.repeat(limits.title.max + 1) });

for (const dialect of dialects) {
  describe(`${dialect}: writes that come together`, () => {
    it('are applied in the order in which they came, each with its own outcome, cursor and principal', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const key = { ...ada, kind: 'key', keyId: 'key-1' } as const;
      const made = creation();
      await applied(world.store, ada, made);
      const written = await Promise.all(
        fifty.map((n) => world.store.write(n % 2 ? key : ada, [change(made.id, { title: `${n}` })])),
      );
      expect(written.map(({ settled }) => settled[0]?.outcome.tasks?.[0]?.title)).toEqual(fifty.map(String));
      expect(written.map(({ cursor }) => parseCursor(cursor)?.seq)).toEqual(fifty.map((n) => n + 2));
      const { changes } = await world.store.history(ada, { id: made.id, limit: 100 });
      expect(changes.slice(0, 50).map(({ by, before, after }) => [by.id, before.title, after.title])).toEqual(
        fifty.map((n) => [n % 2 ? 'key-1' : null, n === 0 ? made.title : `${n - 1}`, `${n}`]).toReversed(),
      );
    });

    it('keep their places when a batch is among them', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const batch = () => Array.from({ length: limits.push.max }, () => creation());
      const written = await Promise.all(
        [[creation()], [creation()], batch(), [creation()], batch(), [creation()]].map((all) =>
          world.store.write(ada, all),
        ),
      );
      expect(written.map(({ cursor }) => parseCursor(cursor)?.seq)).toEqual([1, 2, 102, 103, 203, 204]);
      expect(await world.store.count(ada)).toEqual({ open: 204, complete: 0, deleted: 0 });
    });

    it('are all applied but the one that fails, which alone hears of it', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const sent = fifty.map((n) => creation({ title: `${n}` }));
      const fails = (n: number) => n % 10 === 7;
      // What fails has written something before.
      const results = await Promise.allSettled(
        sent.map((mutation, n) => world.store.write(ada, fails(n) ? [mutation, poisoned()] : [mutation])),
      );
      expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual(fifty.filter(fails));
      expect(await seqs(world)).toEqual(fifty.slice(5).map((n) => n - 4));
      expect(await world.store.count(ada)).toEqual({ open: 45, complete: 0, deleted: 0 });
      const page = await world.store.pull(ada, { cursor: null, limit: 100 });
      expect(page.tasks.map(({ title }) => title)).toEqual(fifty.filter((n) => !fails(n)).map(String));
    });

    it('with the same mutation id have one effect, and one of several gets a task id', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const same = creation();
      const id = newId();
      const others = fifty.slice(0, 4).map(() => creation({ id, mutationId: newId() }));
      const [first, ...repeats] = await Promise.all(
        [same, same, same, ...others].map((mutation) => world.store.write(ada, [mutation])),
      );
      expect(repeats.slice(0, 2).map(({ settled }) => settled)).toEqual(
        fifty.slice(0, 2).map(() => [{ outcome: first?.settled[0]?.outcome, duplicate: true }]),
      );
      expect(repeats.slice(2).map(({ settled }) => settled[0]?.outcome.refusal?.reason)).toEqual([
        undefined,
        ...fifty.slice(0, 3).map(() => 'TASK_ID_TAKEN'),
      ]);
      expect(await seqs(world)).toEqual([1, 2]);
    });

    it('stop at the quota, whoever comes first', async () => {
      await using world = await setupStore(dialect, { quota: 20 });
      const ada = await world.principal();
      const outcomes = await Promise.all(fifty.map(() => write(world.store, ada, creation())));
      expect(outcomes.map(({ refusal }) => refusal?.reason)).toEqual(
        fifty.map((n) => (n < 20 ? undefined : 'QUOTA_EXCEEDED')),
      );
      expect(await seqs(world)).toEqual(fifty.slice(0, 20).map((n) => n + 1));
    });

    it('of many users are each counted for its own', async () => {
      await using world = await setupStore(dialect);
      const people = await Promise.all(fifty.slice(0, 5).map(() => world.principal()));
      await Promise.all(fifty.map((n) => write(world.store, people[n % 5]!, creation({ title: `${n}` }))));
      for (const [index, person] of people.entries()) {
        const { tasks } = await world.store.list(person, { order: 'title', deleted: false, limit: 100 });
        expect(tasks.map(({ title }) => Number(title) % 5)).toEqual(fifty.slice(0, 10).map(() => index));
        expect(await world.store.count(person)).toEqual({ open: 10, complete: 0, deleted: 0 });
      }
    });

    it('wake who follows once they are committed, one wake for each', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const seen: Promise<number>[] = [];
      const other = await createOrm({ url: world.database.url });
      await using _ = other;
      const committed = createTaskStore(other);
      const store = createTaskStore(world.database, {
        // Through another connection, which sees what is committed alone.
        onWrite: () => seen.push(committed.count(ada).then(({ open }) => open)),
      });
      const results = await Promise.allSettled([
        ...fifty.slice(0, 5).map(() => write(store, ada, creation())),
        write(store, ada, poisoned()),
        write(store, ada, change(newId(), { title: 'nobody' })),
      ]);
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
      expect(seen).toHaveLength(5);
      const counts = await Promise.all(seen);
      for (const [index, open] of counts.entries()) expect(open).toBeGreaterThan(index);
    });
  });
}

async function seqs({ database }: TestStore): Promise<number[]> {
  const rows = await database.kysely().selectFrom('changes').select('seq').orderBy('seq').execute();
  return rows.map(({ seq }) => Number(seq));
}
