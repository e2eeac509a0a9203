import { catalogue } from '@typedo/api';
import * as contract from '@typedo/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { sdk } from './consumers.ts';
import { contractMutants } from './contract-operators.ts';
import { entityMutants } from './entity-operators.ts';
import { findMutants } from './found.ts';
import { Lane } from './lane.ts';
import { apply, nameOf } from './mutant.ts';
import { routerMutants } from './router-operators.ts';
import { report } from './report.ts';
import { parsed } from './source.ts';

it('changes one thing of a schema at a time', () => {
  const text = 'export const one = z.strictObject({ name: z.string().max(5).optional(), id });\n';
  const mutants = contractMutants([parsed('one.ts', text)]);
  const become = (body: string) => `export const one = z.${body};\n`;
  expect(mutants.map((mutant) => [nameOf(mutant), apply(text, mutant)])).toEqual([
    ['one: loosen unknown keys', become('object({ name: z.string().max(5).optional(), id })')],
    ['one.name: rename', become('strictObject({ nameRenamed: z.string().max(5).optional(), id })')],
    ['one.name: remove', become('strictObject({  id })')],
    ['one.name: make nullable', become('strictObject({ name: z.string().max(5).optional().nullable(), id })')],
    ['one.name: change type to z.number()', become('strictObject({ name: z.number(), id })')],
    ['one.name: make required .optional()', become('strictObject({ name: z.string().max(5), id })')],
    ['one.name: loosen .max(5)', become('strictObject({ name: z.string().optional(), id })')],
    ['one.name: tighten to 4', become('strictObject({ name: z.string().max(4).optional(), id })')],
    ['one.name: loosen to 6', become('strictObject({ name: z.string().max(6).optional(), id })')],
    ['one.id: rename', become('strictObject({ name: z.string().max(5).optional(), idRenamed: id })')],
    ['one.id: remove', become('strictObject({ name: z.string().max(5).optional(),  })')],
    ['one.id: make nullable', become('strictObject({ name: z.string().max(5).optional(), id: id.nullable() })')],
    ['one.id: make optional', become('strictObject({ name: z.string().max(5).optional(), id: id.optional() })')],
    [
      'one.id: change type to z.number()',
      become('strictObject({ name: z.string().max(5).optional(), id: z.number() })'),
    ],
  ]);
});

it('changes one thing of a table or a procedure at a time', () => {
  const column =
    "export const T = defineEntity({ properties: (p) => ({ at: p.datetime(3) }), checks: [{ expression: 'a >= 1' }] });\n";
  expect(entityMutants([parsed('t.ts', column)]).map(nameOf)).toEqual([
    'T.at: rename',
    'T.at: remove',
    'T.at: make nullable',
    'T.at: change type to text',
    'T.at: change number .datetime(2)',
    'T.at: change number .datetime(4)',
    'T.checks.0: drop from checks',
    'T.checks.0.expression: tighten >= at 3',
  ]);
  const procedure = 'export const r = router({ one: reading.input(a).output(b).query(f) });\n';
  expect(routerMutants([parsed('r.ts', procedure)]).map(nameOf)).toEqual([
    'r.ts r.one: rename',
    'r.ts r.one: remove',
    'r.ts r.one: change access to writing',
    'r.ts r.one: change access to inPerson',
    'r.ts r.one: change access to signedIn',
    'r.ts r.one: change input to z.void()',
    'r.ts r.one: change output to z.void()',
    'r.ts r.one: make optional input',
    'r.ts r.one: make nullable output',
    'r.ts r.one: change kind to mutation',
  ]);
});

it('finds every key of every schema, every reason, every procedure, and has a name of its own for each mutant', () => {
  const names = findMutants().mutants.map(nameOf);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  const renamed = new Set(
    names.flatMap((name) => (name.endsWith(': rename') ? [name.slice(0, -8).split('.').at(-1)] : [])),
  );
  const named = (key: string) => renamed.has(key);
  expect([...keysOf(Object.values(contract))].filter((key) => !named(key))).toEqual([]);
  expect([...Object.keys(contract.reasons), ...Object.keys(contract.limits)].filter((key) => !named(key))).toEqual([]);
  const paths = catalogue().map(({ path }) => path.split('.'));
  const procedures = paths.map(([group, ...rest]) => `${group}.router.ts ${group}Router.${rest.join('.')}`);
  for (const operator of ['rename', 'remove', 'change access to', 'change input', 'change output', 'change kind'])
    expect(procedures.filter((path) => !names.some((name) => name.startsWith(`${path}: ${operator}`)))).toEqual([]);
});

it('a consumer notices a renamed field, and nobody what changes nothing', { timeout: 120_000 }, async () => {
  const { mutants, sources } = findMutants();
  const renamed = mutants.find((mutant) => nameOf(mutant) === 'task.userId: rename')!; // the test before finds it
  const source = sources.get(renamed.file)!.text; // it was found there
  await using lane = await Lane.open([sdk]);
  expect(await lane.judge(renamed, source)).toMatchObject({
    by: 'types',
    where: expect.stringMatching(/^packages\/sdk/),
  });
  expect(await lane.judge({ ...renamed, edits: [{ start: 0, end: 0, text: '\n' }] }, source)).toBeNull();
});

it('fails a run for a survivor, and for an equivalent that is none any more', () => {
  const [mutant] = findMutants().mutants;
  const name = nameOf(mutant!); // there are some
  const survived = [{ mutant: mutant!, caught: null }]; // as above
  const caught = [{ mutant: mutant!, caught: { by: 'types', where: '' } as const }]; // as above
  const reason = 'It changes nothing.';
  const passed = (...given: Parameters<typeof report>) => report(...given).passed;
  expect([passed(survived, [], false), passed(survived, [{ name, reason }], false)]).toEqual([false, true]);
  expect([passed(caught, [], false), passed(caught, [{ name, reason }], false)]).toEqual([true, false]);
});

/** The keys of all objects in schemas, and in what is made of schemas. */
function keysOf(value: unknown, seen = new Set<unknown>(), keys = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return keys;
  seen.add(value);
  if (value instanceof z.ZodObject) for (const key of Object.keys(value.shape)) keys.add(key);
  for (const inner of Object.values(value instanceof z.ZodType ? value.def : value)) keysOf(inner, seen, keys);
  if (value instanceof z.ZodObject) keysOf(value.shape, seen, keys);
  return keys;
}
