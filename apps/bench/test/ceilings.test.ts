import { fieldsOf, newId, type Task } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { plainCeiling, tunedCeiling } from '../src/contenders/ceilings/ceilings.ts';
import { setupCeiling, withLaterFields, type Ceiling } from './setup-ceiling.ts';

const newest = { order: 'newest', deleted: false } as const;

for (const dialect of dialects) {
  for (const contender of [plainCeiling, tunedCeiling]) {
    const { name } = contender;
    describe(`${name} on ${dialect}`, () => {
      test('reads answer what Typedo answers', async () => {
        await using ceiling = await setupCeiling(dialect, contender);
        const { store, principal, call } = ceiling;
        const ids = await addTasks(ceiling);

        expect(await call({ name: 'ping' })).toEqual({
          userId: principal.userId,
          kind: 'key',
          scopes: ['tasks:read', 'tasks:write'],
        });
        for (const limit of [2, 50])
          expect(await call({ name: 'list', limit })).toEqual(await store.list(principal, { ...newest, limit }));
        for (const search of ['MILK', 'éCLAIR', '100%', 'a_b', 'Sour', '_', 'ſ', `'"\\`]) {
          const found = await store.list(principal, { ...newest, search, limit: 20 });
          expect([search, await call({ name: 'search', search, limit: 20 })]).toEqual([search, found]);
        }
        const tasks = await Promise.all(ids.map((id) => store.byId(principal, { id })));
        expect(await call({ name: 'byId', id: ids[0] ?? '' })).toEqual(tasks[0]);
        expect(await call({ name: 'batch', ids })).toEqual(tasks);
        for (const limit of [3, 100]) {
          const page = await store.pull(principal, { cursor: null, limit });
          expect(await call({ name: 'pull', limit })).toEqual(page.tasks);
        }
      });

      test('a write leaves the task, its history, its outcome and the head as Typedo does', async () => {
        await using ceiling = await setupCeiling(dialect, contender);
        const { store, principal, call } = ceiling;
        await addTasks(ceiling);
        const before = await ceiling.database.kysely().selectFrom('heads').selectAll().executeTakeFirstOrThrow();

        const title = `It's "new" \\ 🌱 {a,b}\n`;
        // The ceilings answer tasks, as a test of the reads shows.
        const created = (await call({ name: 'create', title, description: null })) as Task;
        const updated = (await call({ name: 'update', id: created.id, title: 'Newer' })) as Task; // as above
        const pushing = Array.from({ length: 100 }, (_, index) => ({
          id: newId(),
          title: `${title}${index}`,
          description: index % 2 === 0 ? null : `d${index}`,
        }));
        const pushed = (await call({ name: 'push', tasks: pushing })) as Task[]; // as above

        expect(created).toMatchObject({ userId: principal.userId, title, description: null, complete: false });
        expect(created.updatedAt).toBe(created.createdAt);
        expect(updated).toEqual({ ...created, title: 'Newer', updatedAt: expect.any(String) });
        expect(updated.updatedAt > created.updatedAt).toBe(true);
        expect(pushed).toMatchObject(pushing);
        for (const task of [updated, ...pushed]) expect(await store.byId(principal, { id: task.id })).toEqual(task);

        const { seq, open, ...others } = await ceiling.database
          .kysely()
          .selectFrom('heads')
          .selectAll()
          .executeTakeFirstOrThrow();
        expect({ ...others, seq: Number(seq), open }).toEqual({
          ...before,
          seq: Number(before.seq) + 102,
          open: before.open + 101,
        });
        const { changes } = await store.history(principal, { id: created.id, limit: 10 });
        const by = { kind: 'key', id: null };
        expect(changes).toEqual([
          { at: updated.updatedAt, kind: 'update', by, before: { title }, after: { title: 'Newer' } },
          {
            at: created.createdAt,
            kind: 'create',
            by,
            before: {},
            after: { title, description: null, complete: false },
          },
        ]);
        await expectInStep(ceiling);
        expect(await outcomesOf(ceiling)).toEqual(
          expect.arrayContaining([created, updated, ...pushed].map((task) => ({ tasks: [task] }))),
        );
      });

      test('writes that come at once all count, and one that fails takes no other with it', async () => {
        await using ceiling = await setupCeiling(dialect, contender);
        const { call, status, principal, store } = ceiling;
        const ids = await addTasks(ceiling);
        const [id = ''] = ids;
        const many = await Promise.all([
          ...Array.from({ length: 30 }, (_, index) =>
            status({ name: 'create', title: `At once ${index}`, description: '' }),
          ),
          ...Array.from({ length: 10 }, (_, index) => status({ name: 'update', id, title: `Title ${index}` })),
          ...ids.map((each) => status({ name: 'update', id: each, title: 'Another' })),
          status({ name: 'create', title: '', description: null }),
          status({ name: 'push', tasks: [{ id, title: 'Its id is taken', description: null }] }),
          status({ name: 'update', id: newId(), title: 'Of no task' }),
        ]);
        const trashed = 1;
        expect(many.filter((code) => code === 201)).toHaveLength(30);
        expect(many.filter((code) => code === 200)).toHaveLength(10 + ids.length - trashed);
        expect(many.filter((code) => code === 404)).toHaveLength(1 + trashed);
        expect(many.filter((code) => code === 500)).toHaveLength(2);
        await expectInStep(ceiling);
        expect(await call({ name: 'list', limit: 100 })).toEqual(
          await store.list(principal, { ...newest, limit: 100 }),
        );
      });

      test('an unknown key is nobody, and what is not there is not found', async () => {
        await using ceiling = await setupCeiling(dialect, contender);
        expect(await ceiling.status({ name: 'ping' }, 'tdo_unknown')).toBe(401);
        expect(await ceiling.status({ name: 'byId', id: newId() })).toBe(404);
        expect(await ceiling.status({ name: 'update', id: newId(), title: 'x' })).toBe(404);
        expect(await ceiling.call({ name: 'list', limit: 5 })).toEqual({ tasks: [], nextCursor: null });
        expect(await ceiling.call({ name: 'pull', limit: 5 })).toEqual([]);
      });
    });
  }
}

/** Adds tasks through Typedo's store, one of them in the trash; some at the same moment. Gives all ids. */
async function addTasks({ store, principal, clock }: Ceiling): Promise<string[]> {
  const texts = [
    ['Buy milk', null],
    ['bake ÉCLAIRS', 'sour ſweet'],
    ['100% of a_b', ''],
    [`Quotes '"\\ and\nlines`, 'milk'],
    ['axb is no match', 'ı 🌱'],
    ['In the trash', 'Milk'],
  ] as const;
  const ids: string[] = [];
  for (const [index, [title, description]] of texts.entries()) {
    if (index % 2 === 0) clock.now += 86_399_123;
    const id = newId();
    ids.push(id);
    await store.write(principal, [
      { type: 'create', mutationId: id, id, ...fieldsOf({ title, description, complete: index === 2 }) },
    ]);
  }
  await store.write(principal, [{ type: 'delete', mutationId: newId(), id: ids.at(-1) ?? '' }]);
  return ids;
}

/** Every seq has a change, a task its latest one, and the head the last one and the counts. */
async function expectInStep({ database, principal, store }: Ceiling): Promise<void> {
  const kysely = database.kysely();
  const changes = await kysely.selectFrom('changes').select(['seq', 'task_id', 'kind']).orderBy('seq').execute();
  const tasks = await kysely.selectFrom('tasks').select(['id', 'seq', 'complete', 'deleted_at']).execute();
  const mutations = await kysely.selectFrom('mutations').select('id').execute();
  const { seq } = await kysely.selectFrom('heads').select('seq').executeTakeFirstOrThrow();
  expect(changes.map((change) => Number(change.seq))).toEqual(changes.map((_, index) => index + 1));
  expect(Number(seq)).toBe(changes.length);
  expect(mutations).toHaveLength(changes.length);
  const latest = new Map(changes.map((change) => [change.task_id, Number(change.seq)]));
  expect(new Map(tasks.map((task) => [task.id, Number(task.seq)]))).toEqual(latest);
  const present = tasks.filter(({ deleted_at }) => deleted_at === null);
  const complete = present.filter((task) => Boolean(task.complete)).length;
  expect(await store.count(principal)).toEqual({
    open: present.length - complete,
    complete,
    deleted: tasks.length - present.length,
  });
}

async function outcomesOf({ database }: Ceiling): Promise<unknown[]> {
  const rows = await database.kysely().selectFrom('mutations').select('outcome').execute();
  return rows.map(({ outcome }) => withLaterFields(JSON.parse(outcome)));
}
