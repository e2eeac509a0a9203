import { nameOf, resolved, same, type Definitions, type Scalar, type Schema } from './schema.ts';

/** One of the kinds of value that a schema takes. */
export interface Alternative {
  /** A type of JSON Schema; `any` where the schema names none. */
  readonly type: string;
  /** All of them, where they are listed. */
  readonly values: readonly Scalar[] | undefined;
  readonly schema: Schema;
  /** The innermost definition around it. */
  readonly name: string | undefined;
}

/**
 * What a value may be: the unions inside unions, lists of types, constants and references of a schema laid out flat. The listed values of a
 * type are one alternative.
 */
export function alternativesOf(schema: Schema, definitions: Definitions): Alternative[] {
  const merged: Alternative[] = [];
  for (const one of laidOut(schema, definitions)) {
    const index = merged.findIndex(({ type, values }) => type === one.type && values !== undefined);
    const other = merged[index];
    if (!other?.values || !one.values) merged.push(one);
    else merged[index] = { ...other, values: [...new Set([...other.values, ...one.values])] };
  }
  // A list of values beside any value of the same type says nothing.
  return merged.filter(
    ({ type, values }) => !values || !merged.some((other) => other.type === type && other.values === undefined),
  );
}

function laidOut(schema: Schema, definitions: Definitions, around?: string): Alternative[] {
  const name = nameOf(schema) ?? around;
  const { anyOf, oneOf, ...rest } = resolved(schema, definitions);
  const union = anyOf ?? oneOf;
  if (union) {
    // What is said beside a union holds for each part; a default and remarks are of the whole.
    const beside = Object.entries(rest).filter(([keyword]) => !ofTheWhole.has(keyword));
    return union.flatMap((part) => laidOut({ ...part, ...Object.fromEntries(beside) }, definitions, name));
  }
  const values = rest.const === undefined ? rest.enum : [rest.const];
  const types = rest.type ? [rest.type].flat() : values ? [...new Set(values.map(typeOfValue))] : ['any'];
  return types.map((type) => {
    const own = values?.filter((value) => typeOfValue(value) === (type === 'integer' ? 'number' : type));
    const listed = type === 'boolean' ? (own ?? [false, true]) : own;
    return { type, values: type === 'null' ? undefined : listed, schema: rest, name };
  });
}

/** Keywords that say nothing of the single value. */
export const remarks = ['title', 'description', 'examples', 'deprecated', '$comment'] as const;

const ofTheWhole: ReadonlySet<string> = new Set(['default', 'type', ...remarks]);

function typeOfValue(value: Scalar): string {
  return value === null ? 'null' : typeof value;
}

/** What tells variants apart: a key that has one listed value in each of them, and not the same in all. */
export interface Discriminator {
  readonly key: string;
  readonly valueOf: (variant: Alternative) => string;
}

/** Finds the discriminator of some variants, each with the definitions that it refers to; undefined if they have none. */
export function discriminatorOf(
  variants: readonly { variant: Alternative; definitions: Definitions }[],
): Discriminator | undefined {
  const valueOf = (key: string, variant: Alternative, definitions: Definitions): string | undefined => {
    const property = variant.schema.properties?.[key];
    const [only, ...others] = property ? alternativesOf(property, definitions) : [];
    return only?.values?.length === 1 && others.length === 0 ? String(only.values[0]) : undefined;
  };
  const [first] = variants;
  for (const key of Object.keys(first?.variant.schema.properties ?? {})) {
    const values = new Map(variants.map(({ variant, definitions }) => [variant, valueOf(key, variant, definitions)]));
    const distinct = new Set(values.values());
    if (distinct.size > 1 && !distinct.has(undefined)) return { key, valueOf: (variant) => values.get(variant) ?? '' };
  }
  return undefined;
}

/** Pairs variants that nothing tells apart: the same ones first, then those with most keys in common, if that is half of all. */
export function pairedByLikeness(before: readonly Alternative[], after: readonly Alternative[]) {
  const pairs: { before: Alternative; after: Alternative }[] = [];
  const [lost, gained] = [new Set(before), new Set(after)];
  const likely = before
    .flatMap((one) => after.map((other) => ({ before: one, after: other, likeness: likenessOf(one, other) })))
    .filter(({ likeness }) => likeness >= 0.5)
    .toSorted((a, b) => b.likeness - a.likeness);
  for (const pair of likely) {
    if (!lost.has(pair.before) || !gained.has(pair.after)) continue;
    lost.delete(pair.before);
    gained.delete(pair.after);
    pairs.push(pair);
  }
  return { pairs, lost: [...lost], gained: [...gained] };
}

/** From 0 to 1 for what two variants have in common; 2 if they are the same. */
function likenessOf(one: Alternative, other: Alternative): number {
  if (same(one.schema, other.schema)) return 2;
  const [keys, others] = [one, other].map(({ schema }) => new Set(Object.keys(schema.properties ?? {})));
  if (!keys || !others) return 0;
  return keys.intersection(others).size / Math.max(1, keys.union(others).size);
}
