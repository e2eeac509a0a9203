import fc from 'fast-check';
import { badTexts, texts } from './hostile-texts.ts';
import type { Tree } from './json-tree.ts';
import type { JsonSchema } from './procedures.ts';

/** Longer arrays say nothing new; the longest one is tried now and then. */
const fewItems = 4;

/**
 * Inputs that a schema mostly admits. A string is often one of `known` that fits there, such as the id of a task, so that calls get further
 * than "not found".
 *
 * @throws Error for a keyword that this cannot follow: a schema of a new kind must not go untested.
 */
export function inputsOf(schema: JsonSchema, known: readonly string[]): fc.Arbitrary<Tree> {
  return walk(schema, { known, definitions: schema.$defs ?? {}, fresh: false });
}

interface Ground {
  readonly known: readonly string[];
  readonly definitions: Record<string, JsonSchema>;
  /** Whether a value is mostly meant to be new, as a mutation id is: one that was there before is refused. */
  readonly fresh: boolean;
}

/** A part of a schema, which JSON Schema lets be a boolean. */
type Part = Parameters<typeof partOf>[0];

function partOf(part: JsonSchema['items'] | JsonSchema[]): JsonSchema {
  if (typeof part !== 'object' || Array.isArray(part))
    throw new TypeError(`No schema to follow: ${JSON.stringify(part)}`);
  return part;
}

function walk(part: Part, ground: Ground): fc.Arbitrary<Tree> {
  const schema = partOf(part);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/$defs/', '');
    return walk(ground.definitions[name], { ...ground, fresh: name === 'MutationId' });
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map((each) => walk(each, ground)));
  switch (schema.type) {
    case 'object':
      return objects(schema, ground);
    case 'array':
      return arrays(schema, ground);
    case 'string':
      return strings(schema, ground);
    case 'integer':
      return integers(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`No inputs are made for this schema yet: ${JSON.stringify(schema)}`);
  }
}

function objects({ properties = {}, required = [], additionalProperties }: JsonSchema, ground: Ground) {
  if (additionalProperties !== false) throw new Error('An input is expected to be a strict object');
  const model = Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, walk(part, ground)]));
  const all = record(model, required);
  const optional = Object.keys(model).filter((key) => !required.includes(key));
  // The more there is, the likelier something is refused: so often only one key is there that need not be.
  const few = optional.map((key) => record(pick(model, [...required, key]), [...required, key]));
  return few.length === 0 ? all : fc.oneof({ weight: 1, arbitrary: all }, { weight: 2, arbitrary: fc.oneof(...few) });
}

function record(model: Record<string, fc.Arbitrary<Tree>>, requiredKeys: string[]) {
  return fc.record<Record<string, Tree>, string>(model, { requiredKeys, noNullPrototype: true });
}

function pick<T>(record: Record<string, T>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keys.includes(key)));
}

function arrays({ items, minItems = 0, maxItems = fewItems, uniqueItems }: JsonSchema, ground: Ground) {
  const item = walk(items, ground);
  const make = (range: { minLength: number; maxLength: number }) =>
    uniqueItems
      ? fc.uniqueArray(item, { ...range, selector: (value) => JSON.stringify(value) })
      : fc.array(item, range);
  return make({ minLength: minItems, maxLength: Math.min(maxItems, fewItems) });
}

const special = `%_\\'"\`;-$?:*|& \n`.split('');

function strings({ pattern, minLength = 0, maxLength = 200 }: JsonSchema, { known, fresh }: Ground) {
  if (pattern !== undefined) {
    const form = new RegExp(pattern);
    const fitting = known.filter((text) => form.test(text));
    const matching = fc.stringMatching(form);
    return fitting.length === 0
      ? matching
      : fc.oneof(
          { weight: fresh ? 1 : 8, arbitrary: fc.constantFrom(...fitting) },
          { weight: fresh ? 8 : 1, arbitrary: matching },
        );
  }
  const range = { minLength: Math.min(minLength, 1), maxLength: Math.min(maxLength, 30) };
  const short = (text: string) => text.length <= maxLength;
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...known.filter(short)) },
    { weight: 8, arbitrary: fc.constantFrom(...texts.filter(short)) },
    { weight: 1, arbitrary: fc.constantFrom(...badTexts) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', ...range }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', ...range }) },
    { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...special), ...range }) },
    { weight: 1, arbitrary: atTheLimit(minLength, maxLength) },
  );
}

/** Texts just inside and just outside of the limits, of one, three and four bytes a code point. */
function atTheLimit(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('x', '漢', '😀', '\u0301'), fc.constantFrom(min, max, max + 1))
    .map(([character, length]) => character.repeat(length));
}

function integers({ minimum = -(2 ** 31), maximum = 2 ** 31 }: JsonSchema): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
}
