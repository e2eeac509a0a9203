import { contractVersion, newId, type PushedMutation } from '@typedo/contract';
import { dialects, setupStore } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { appRouter, type Context } from '../index.ts';

for (const dialect of dialects) {
  describe(`${dialect}: a push`, () => {
    it('says of each mutation what became of it, in their order, and up to where to read to see it', async () => {
      await using world = await setupProgram(dialect);
      const { push, pull } = world;
      const made = create('made');
      const missing = newId();
      const { outcomes, cursor } = await push([
        made,
        { type: 'update', mutationId: newId(), id: missing, patch: { complete: true } },
        { type: 'update', mutationId: newId(), id: made.id, patch: { title: 'renamed' }, was: { title: 'made' } },
        { ...made, description: null, complete: false },
        { type: 'delete', mutationId: newId(), id: made.id },
      ]);
      const page = await pull();
      expect(page).toMatchObject({ tasks: [], deletedIds: [made.id], cursor });
      expect(outcomes).toEqual([
        { status: 'applied', task: expect.objectContaining({ id: made.id, title: 'made', complete: false }) },
        { status: 'refused', reason: 'TASK_NOT_FOUND', details: { id: missing } },
        { status: 'applied', task: expect.objectContaining({ title: 'renamed' }) },
        { status: 'duplicate', first: outcomes[0] },
        { status: 'applied', task: expect.objectContaining({ title: 'renamed' }) },
      ]);
    });

    it('that is repeated whole answers duplicates with the first outcomes, refusals too, and changes nothing', async () => {
      await using world = await setupProgram(dialect);
      const mutations = [create('one'), { type: 'delete', mutationId: newId(), id: newId() } as const, create('two')];
      const first = await world.push(mutations);
      const again = await world.push(mutations);
      expect(again).toEqual({
        outcomes: first.outcomes.map((outcome) => ({ status: 'duplicate', first: outcome })),
        cursor: first.cursor,
      });
      for (const [index, mutation] of mutations.entries())
        expect(await world.push([mutation])).toEqual({ ...again, outcomes: [again.outcomes[index]] });
    });

    it('of a program with a newer contract writes nothing and says which version the server has; a patch release means the same', async () => {
      await using world = await setupProgram(dialect);
      const [major = 0, minor = 0, patch = 0] = contractVersion.split('.').map(Number);
      for (const version of [`${major + 1}.0.0`, `${major}.${minor + 1}.0`, `${major}.${minor + 10}.0`]) {
        await expect(world.push([create('new')], version)).rejects.toMatchObject({
          cause: { refusal: { reason: 'CONTRACT_VERSION_UNSUPPORTED', details: { supported: contractVersion } } },
        });
      }
      expect((await world.pull()).tasks).toEqual([]);
      for (const version of [`${major}.${minor}.${patch + 1}`, `${major - 1}.9.9`, contractVersion])
        expect((await world.push([create('known')], version)).outcomes).toMatchObject([{ status: 'applied' }]);
    });

    it('with a key or a type that the contract does not know is refused whole, and nothing of it is written', async () => {
      await using world = await setupProgram(dialect);
      for (const unknown of [
        { ...create('x'), unknown: null },
        { ...create('x'), userId: newId() },
        { type: 'archive', mutationId: newId(), id: newId() },
      ]) {
        const mutations = [create('good'), unknown as PushedMutation]; // as a program of another version would
        await expect(world.push(mutations)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      }
      expect((await world.pull()).tasks).toEqual([]);
    });
  });
}

function create(title: string): PushedMutation & { type: 'create' } {
  const id = newId();
  return { type: 'create', mutationId: id, id, title };
}

async function setupProgram(dialect: (typeof dialects)[number]) {
  const world = await setupStore(dialect);
  const context = { principal: await world.principal(), tasks: world.store };
  const { sync } = appRouter.createCaller(context as unknown as Context); // a push and a pull need no more
  return {
    push: (mutations: PushedMutation[], version = contractVersion as string) =>
      sync.push({ mutations, contractVersion: version }),
    pull: () => sync.pull({ cursor: null }),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
