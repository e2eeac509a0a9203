import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServerProcess } from '@typedo/server/testing/process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addStarred, type FieldCopy } from './field-copy.ts';
import { setupPerson } from './field-person.ts';
import { root } from './workspaces.ts';

// docs/add-a-field.md, applied to a copy of the repository as it stands today. add-a-field.soak.ts runs the copy's whole suite, too.
const patience = 240_000; // the compiler begins at nothing, and the machine may be busy
let copy: FieldCopy;

beforeAll(async () => {
  copy = await addStarred();
}, patience);
afterAll(() => copy?.[Symbol.dispose]());

describe('docs/add-a-field.md', () => {
  it('names the files that the compiler names once the contract has the field', () => {
    expect(copy.named.toSorted()).toEqual([
      'packages/db/src/task/task.entity.ts',
      'packages/sdk/src/procedures.test.ts',
      'test/contract-tables.ts',
    ]);
  });

  it('says how many files it touches', async ({ annotate }) => {
    const changed = copy.changed();
    const document = readFileSync(join(root, 'docs/add-a-field.md'), 'utf8');
    await annotate(`${changed.length} files: ${changed.join(', ')}`, 'figure');
    expect(document).toContain(`**It touches ${changed.length} files**`);
  });

  it(
    'leads to what compiles, and passes the tests of the contract and of every field',
    { timeout: patience },
    async () => {
      for (const command of [
        'tsc -b --pretty false',
        'oxfmt --check packages apps/client/src docs',
        'pnpm --filter @typedo/contract exec vitest run',
        'pnpm --filter @typedo/db exec vitest run src/task/fields',
        'pnpm --filter @typedo/db exec vitest run migrate.test -t "the very schema"',
        'pnpm --filter @typedo/api exec vitest run src/catalogue src/openapi',
        'pnpm --filter @typedo/sdk exec vitest run older',
        'pnpm --filter @typedo/server exec vitest run history',
        'pnpm --filter @typedo/repo-tests exec vitest run contract- mcp-document releases',
      ]) {
        const { code, output, errors } = await copy.run(command);
        expect(code, `${command}\n${output}${errors}`).toBe(0);
      }
    },
  );

  it(
    'leads to a server that goes on with the data of before, and serves the field',
    { timeout: patience },
    async () => {
      const settings = { PORT: '0', DATA_DIR: join(copy.folder, 'data') };
      const { person, before } = await setupBefore(settings);
      await using server = await copy.startServer(settings);
      const ada = person.at(server.url);
      // The retry of a creation from before is still known, and answered with the whole task.
      expect(await ada.create({ id: before.id, title: before.title })).toBe(before.id);
      expect(await ada.task(before.id)).toMatchObject({ starred: false });
      const id = await ada.create({ title: 'after', starred: true });
      expect(await ada.refusal('task.update', { id, patch: { starred: false }, was: { starred: false } })).toBe(412);
      expect(await ada.call('task.update', { id, patch: { starred: false }, was: { starred: true } })).toMatchObject({
        starred: false,
      });
      expect(await ada.refusal('task.create', { title: 'x', starred: 1 })).toBe(400);
      await ada.call('task.update', { id, patch: { starred: true, title: 'again' } });
      await ada.call('task.delete', { id });
      expect(await ada.call('task.restore', { id })).toMatchObject({ title: 'again', starred: true });
      const { tasks } = await ada.ask<{ tasks: { title: string; starred: boolean }[] }>('task.list', {});
      expect(tasks.map(({ title, starred }) => [title, starred])).toEqual([
        ['again', true],
        ['before', false],
      ]);
      const { changes } = await ada.ask<{ changes: { after: object }[] }>('task.history', { id });
      expect(changes.map(({ after }) => after)).toEqual([
        {},
        {},
        { title: 'again', starred: true },
        { starred: false },
        { title: 'after', description: null, complete: false, starred: true },
      ]);
    },
  );
});

/** Somebody with a task, at a server of before the field was there, which has ended. */
async function setupBefore(settings: Record<string, string>) {
  await using server = await startServerProcess(settings);
  const person = await setupPerson(server.url);
  const before = { id: await person.create({ title: 'before' }), title: 'before' };
  expect(await person.task(before.id)).not.toHaveProperty('starred');
  return { person, before };
}
