import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compare, snapshot, type Difference, type Snapshot } from '../src/index.ts';
import { contractPolicy, schemaPolicy } from '../src/policy.ts';
import { examples as ofContracts } from './differences-in-contracts.ts';
import { examples as ofSchemas } from './differences-in-schemas.ts';
import { tinyContract } from './tiny-contract.ts';

const said = (found: Difference[]) => found.map(({ level, where, words }) => `${level}, ${where}: ${words}`);

describe.each(['input', 'output'] as const)('in an %s', (direction) => {
  it.each(ofSchemas.map((example) => ({ ...example, says: example[direction] })))(
    'a difference is judged: $kind, $says',
    ({ kind, before, after, says }) => {
      const found = compare(tinyContract(direction, before), tinyContract(direction, after));
      expect(found.map((one) => one.kind)).toEqual([kind]);
      expect(said(found)).toEqual([says.replace(', ', `, task.try, ${direction}, `)]);
    },
  );
});

it.each(ofContracts)('a difference is judged: $kind', ({ kind, before = () => {}, change, says }) => {
  const [was, is] = [snapshot(), snapshot()];
  before(was);
  change(is);
  const found = compare(was, is);
  expect(found.map((one) => one.kind)).toContain(kind);
  expect(said(found)).toEqual(says);
});

it('there is an example of each kind that there is, and each is judged in both directions', () => {
  const kinds = (examples: { kind: string }[]) => new Set(examples.map(({ kind }) => kind));
  expect([...kinds(ofSchemas)].toSorted()).toEqual(Object.keys(schemaPolicy).toSorted());
  expect([...kinds(ofContracts)].toSorted()).toEqual(Object.keys(contractPolicy).toSorted());
});

it('a contract does not differ from itself', () => {
  expect(compare(snapshot(), snapshot())).toEqual([]);
});

describe('a difference', () => {
  const judge = (
    before: Record<string, z.core.$ZodType>,
    after: Record<string, z.core.$ZodType>,
    direction = 'input' as const,
  ) => said(compare(tinyContract(direction, before), tinyContract(direction, after)));

  it('is a removed and an added key when a key gets another name', () => {
    expect(judge({ done: z.boolean() }, { complete: z.boolean() })).toEqual([
      'major, task.try, input, done: is removed: a program that sends it is refused',
      'major, task.try, input, complete: is new and required: a program that does not send it is refused',
    ]);
  });

  it('is a removed and an added value when a constant changes', () => {
    expect(judge({ type: z.literal('x') }, { type: z.literal('y') })).toEqual([
      'minor, task.try, input, type: may also be `y` now: more is taken than before',
      'major, task.try, input, type: is not `x` any more: what was valid may be refused',
    ]);
  });

  it('is no news of a default when the key was required before', () => {
    expect(judge({ limit: z.int() }, { limit: z.int().default(50) })).toEqual([
      'minor, task.try, input, limit: may be left out now, `50` by default',
    ]);
  });

  it('is found in a variant of a variant, told by what tells them apart, in whatever order they are', () => {
    const union = (max: number, turned: boolean) => {
      const inner = z.discriminatedUnion('reason', [
        z.strictObject({ status: z.literal('refused'), reason: z.literal('A') }),
        z.strictObject({ status: z.literal('refused'), reason: z.literal('B'), why: z.string().max(max) }),
      ]);
      const applied = z.strictObject({ status: z.literal('applied') });
      return z.array(z.discriminatedUnion('status', turned ? [inner, applied] : [applied, inner]));
    };
    expect(judge({ outcomes: union(9, false) }, { outcomes: union(5, true) })).toEqual([
      'major, task.try, input, outcomes[](status: refused, reason: B).why: must be at most 5 code points long, was 9: what was valid may be refused',
    ]);
  });

  it('is found in a variant that nothing tells apart but its keys', () => {
    const union = (max: number) =>
      z.union([
        z.strictObject({ tasks: z.array(z.int()).max(max), ids: z.int() }),
        z.strictObject({ reset: z.literal(true) }),
      ]);
    expect(judge({ event: union(9) }, { event: union(5) })).toEqual([
      'major, task.try, input, event(with tasks and ids).tasks: must have at most 5 entries, was 9: what was valid may be refused',
    ]);
  });

  it('is found in what a record holds', () => {
    const before = { keys: z.record(z.string(), z.string().max(9)) };
    expect(judge(before, { keys: z.record(z.string(), z.string().max(5)) })).toEqual([
      'major, task.try, input, keys[any other key]: must be at most 5 code points long, was 9: what was valid may be refused',
    ]);
  });

  it('is said once of a definition that holds itself', () => {
    const tree = (max: number) => {
      const node = z
        .strictObject({
          name: z.string().max(max),
          get children() {
            return z.array(node);
          },
        })
        .meta({ id: 'Node' });
      return { root: node };
    };
    expect(judge(tree(9), tree(5))).toEqual([
      'major, task.try, input, root.name: must be at most 5 code points long, was 9: what was valid may be refused',
    ]);
  });

  it('is of numbers and of their limits when any number may be where only a whole one was', () => {
    expect(judge({ n: z.int().min(0).max(9) }, { n: z.number().min(0).max(9) })).toEqual([
      'minor, task.try, input, n: may be a number now, was a whole number: more is taken than before',
    ]);
  });
});

it('a new reason of a new procedure is an addition, since no program calls that yet', () => {
  const after = snapshot();
  after.procedures['task.lock'] = { ...after.procedures['task.byId']!, reasons: ['TASK_LOCKED'] };
  after.reasons['TASK_LOCKED'] = after.reasons['TASK_DELETED']!;
  expect(said(compare(snapshot(), after))).toEqual(['minor, task.lock: is new', 'minor, TASK_LOCKED: is new']);
});

it("a difference in a definition is said of each procedure that has it, and of a reason's details", () => {
  const after: Snapshot = snapshot();
  const task = after.definitions.outputs['Task']!;
  after.definitions.outputs['Task'] = { ...task, properties: { ...task.properties, notes: { type: 'string' } } };
  const found = compare(snapshot(), after).map(({ where }) => where);
  expect(found).toEqual(
    expect.arrayContaining([
      'task.byId, output, notes',
      'task.list, output, tasks[].notes',
      'details of TASK_CHANGED, notes'.replace('notes', 'task.notes'),
    ]),
  );
});
