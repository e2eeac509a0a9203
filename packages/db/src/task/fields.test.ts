import { fieldDefaults, fieldNames, fields, task, type FieldName, type Fields, type Patch } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { dialects, setupStore, type TestStore } from '../testing/index.ts';
import { applied, change, creation, move, write } from '../testing/tasks.ts';

// What holds of every field that a person writes; a new one is tried here without a line more.
for (const dialect of dialects) {
  describe(dialect, () => {
    it.for(fieldNames)('%s is created, changed, believed, told and kept', async (name) => {
      await using world = await setupStore(dialect);
      const { store } = world;
      const ada = await world.principal();
      const values = valuesOf(name);
      expect(values.length).toBeGreaterThan(1);
      for (const [index, value] of values.entries()) {
        const other = values[(index + 1) % values.length];
        const made = await applied(store, ada, creation(set(name, value)));
        expect([task.safeParse(made).error, made[name]]).toEqual([undefined, value]);
        const { id } = made;
        expect(await applied(store, ada, change(id, set(name, value)))).toEqual(made);
        expect(await write(store, ada, change(id, { title: 'no' }, set(name, other)))).toMatchObject({
          refusal: { reason: 'TASK_CHANGED', details: { task: made } },
        });
        const changed = await applied(store, ada, change(id, set(name, other), set(name, value)));
        expect(changed).toEqual({ ...made, [name]: other, updatedAt: changed.updatedAt });
        // Beside other changes the write goes another way.
        const both = { ...set(name, value), title: 'both' };
        const again = await applied(store, ada, change(id, name === 'title' ? set(name, value) : both));
        expect(again[name]).toBe(value);
        await applied(store, ada, move('delete', id));
        expect(await applied(store, ada, move('restore', id))).toMatchObject(set(name, value));
        expect(await store.byId(ada, { id })).toMatchObject(set(name, value));
        const { changes } = await store.history(ada, { id, limit: 10 });
        const told = changes.toReversed().map(({ before, after }) => [before[name], after[name]]);
        const nothing = [undefined, undefined];
        expect(told).toEqual([[undefined, value], [value, other], [other, value], nothing, nothing]);
      }
    });

    it('a repeat whose outcome was kept before a field was there is told the whole task', async () => {
      await using world = await setupStore(dialect);
      const ada = await world.principal();
      const mutation = creation({ title: 'old', description: 'd' });
      const made = await applied(world.store, ada, mutation);
      const refused = change(made.id, { title: 'new' }, { title: 'other' });
      await write(world.store, ada, refused);
      await forget(world, Object.keys(fieldDefaults));
      const { settled } = await world.store.write(ada, [mutation, refused]);
      const old = { ...made, ...fieldDefaults };
      expect(settled.map(({ duplicate }) => duplicate)).toEqual([true, true]);
      expect(settled[0]?.outcome).toEqual({ tasks: [old] });
      expect(settled[1]?.outcome).toEqual({ refusal: { reason: 'TASK_CHANGED', details: { task: old } } });
    });
  });
}

/** Every value of these that the contract allows for a field. */
function valuesOf(name: FieldName): Fields[FieldName][] {
  const values: unknown[] = [true, false, 'one', 'two', 0, 7, '2026-01-02T03:04:05.678Z', null];
  // The schema says that they are.
  return values.filter((value) => fields.shape[name].safeParse(value).success) as Fields[FieldName][];
}

function set(name: FieldName, value: unknown): Patch {
  return { [name]: value };
}

/** Takes keys out of the tasks of all outcomes that are kept. */
async function forget({ database }: TestStore, names: readonly string[]): Promise<void> {
  const kysely = database.kysely();
  for (const { id, outcome } of await kysely.selectFrom('mutations').select(['id', 'outcome']).execute()) {
    const parsed: unknown = JSON.parse(outcome, (key, value: unknown) => (names.includes(key) ? undefined : value));
    await kysely
      .updateTable('mutations')
      .set({ outcome: JSON.stringify(parsed) })
      .where('id', '=', id)
      .execute();
  }
}
