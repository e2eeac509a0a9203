import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { setupServer } from '../setup-server.ts';
import { patience } from '../sync/soak.ts';
import { fill } from './accounts.ts';
import { columns, setupWorld } from './callers.ts';
import { inputs } from './inputs.ts';
import { isName } from './kinds.ts';
import { askAsOwner, fieldsOf, movesWith, runCells, type Cell } from './matrix.ts';
import { declaredProcedures } from './procedures.ts';
import { partsOf, placesIn } from './schema-parts.ts';

for (const dialect of dialects) {
  describe(`accounts on ${dialect}`, () => {
    test(
      'are closed to everybody else, whatever is called with whichever of their names',
      patience,
      async ({ annotate }) => {
        let passed = 0;
        await using server = await setupServer(dialect, { clock: () => Date.now() + passed });
        const { victim, gone, callers } = await setupWorld(server, (ms) => (passed += ms));
        const procedures = declaredProcedures();
        expect(Object.keys(inputs).toSorted()).toEqual(procedures.map(({ path }) => path).toSorted());

        // Every part of every schema is in an input of the table, or the matrix would pass it over.
        const uncovered = procedures.flatMap(({ path, input }) => {
          const all: readonly unknown[] = inputs[path](victim.nobodys());
          const covered = new Set(all.flatMap((one) => placesIn(input, one)).map(({ at }) => at));
          const wanted = partsOf(input).filter((part) => part.kind === 'object' || isName(part));
          return wanted.filter(({ at }) => !covered.has(at)).map(({ at }) => path + at);
        });
        expect(uncovered).toEqual([]);

        expect(await gone.account.rows()).toBe('');
        const cells: Cell[] = [];
        const changed: string[] = [];
        let before = await victim.rows();
        for (const procedure of procedures) {
          const secrets = { victim: await victim.secrets(), gone: gone.secrets };
          await Promise.all(callers.map(async ({ own }) => own?.renew()));
          const run = callers.map((caller) => {
            const known =
              caller.owner === victim
                ? secrets.victim
                : secrets.gone.filter((secret) => secret !== gone.account.person.email);
            return runCells(server, { caller, procedure, secrets: known });
          });
          cells.push(...(await Promise.all(run)).flat());
          const after = await victim.rows();
          if (after !== before) changed.push(procedure.path);
          before = after;
        }
        expect(cells.flatMap(({ leaks }) => leaks)).toEqual([]);
        expect(changed).toEqual([]);
        const unnamed = procedures.filter(
          ({ type, path }) => type === 'query' && inputs[path](victim.nobodys())[0] === undefined,
        );
        const strangers = callers.filter(({ own, owner, briefly }) => own && owner === victim && !briefly);
        for (const procedure of unnamed)
          for (const caller of strangers) expect(await movesWith(server, caller, procedure)).toEqual([]);
        expect(await gone.account.rows()).toBe('');

        // Every cell of every procedure was run, in every column.
        const missing = procedures.flatMap((procedure) => {
          const fields = new Set([null, ...fieldsOf(procedure, victim.nobodys()).map(({ at }) => at)]);
          const ran = cells.filter(({ path }) => path === procedure.path);
          return columns.flatMap((column) =>
            [...fields]
              .filter((field) => !ran.some((cell) => cell.column === column && cell.field === field))
              .map((field) => `${column}: ${procedure.path}${field ?? ''}`),
          );
        });
        expect(missing).toEqual([]);

        // The same inputs are valid for the owner, who is told what nobody else was.
        const told: string[] = [];
        for (const procedure of procedures) {
          const ends = procedure.type === 'mutation' && procedure.path.startsWith('account.'); // perhaps the session, or all
          const owner = ends ? await fill(server, await server.signUp('Owner')) : victim;
          const { answers, heard } = await askAsOwner(server, procedure, owner);
          expect([procedure.path, answers.map(({ status, text }) => (status === 200 ? 200 : text))]).toEqual([
            procedure.path,
            answers.map(() => 200),
          ]);
          if (heard.length > 0) told.push(procedure.path);
        }
        expect(told).toEqual(
          expect.arrayContaining(['task.list', 'task.byId', 'task.history', 'sync.pull', 'sync.live']),
        );

        await annotate(report(cells), 'figure');
      },
    );
  });
}

/** How many cells there were in each column, and which fields of each procedure they were about. */
function report(cells: readonly Cell[]): string {
  const counts = columns.map((column) => {
    const own = cells.filter((cell) => cell.column === column);
    return `${column} ${own.length} (${own.reduce((sum, { calls }) => sum + calls, 0)} calls)`;
  });
  const fields = Map.groupBy(cells, ({ path }) => path)
    .entries()
    .map(
      ([path, own]) =>
        path +
        (new Set(own.map(({ field }) => field))
          .values()
          .filter((field) => field !== null)
          .toArray()
          .join(' ') || ' (nothing)'),
    );
  return `cells: ${counts.join(', ')}; leaks 0, uncovered 0\n    names in ${fields.toArray().join('; ')}`;
}
