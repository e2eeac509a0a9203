import { safeParse, type $ZodType, type $ZodTypes } from 'zod/v4/core';

/** The way to a value within an input. */
export type Path = readonly (string | number)[];

/** A part of a schema that tests look at: a string that a caller chooses freely, or an object with its keys. */
export interface Part {
  readonly kind: 'string' | 'object';
  /** Where in the schema, whatever the input: `.mutations[]<create>.id`. */
  readonly at: string;
  /** The key that it has, or that the list has in which it is. */
  readonly name: string;
  /** The keys that an object declares. */
  readonly keys: readonly string[];
}

/** A part as it is in one input. */
export interface Place extends Part {
  readonly path: Path;
}

const everything = Symbol('every value that the schema admits');

/** All strings and objects that a schema can take, each once. Throws for a kind of schema that it does not know. */
export function partsOf(schema: $ZodType): Part[] {
  return [...walk(schema, { value: everything, at: '', name: '', path: [] })];
}

/** The strings and objects that are in this input, each with its way; every position of a list counts. */
export function placesIn(schema: $ZodType, input: unknown): Place[] {
  return [...walk(schema, { value: input, at: '', name: '', path: [] })];
}

interface Where {
  value: unknown;
  at: string;
  name: string;
  path: Path;
}

function* walk(schema: $ZodType, where: Where): Generator<Place> {
  const { value, at, name, path } = where;
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === 'void' && at === '') yield { kind: 'object', at, name, path, keys: [] }; // where no key may be at all
  if (value === undefined || value === null) return;
  switch (def.type) {
    case 'object':
      if (def.catchall?._zod.def.type !== 'never')
        throw new Error(`The object at "${at}" takes keys that it does not name`);
      yield { kind: 'object', at, name, path, keys: Object.keys(def.shape) };
      for (const [key, inner] of Object.entries(def.shape))
        yield* walk(inner, { value: within(value, key), at: `${at}.${key}`, name: key, path: [...path, key] });
      return;
    case 'array': {
      const positions = value === everything ? [0] : Array.from(value as unknown[], (_, index) => index);
      for (const index of positions)
        yield* walk(def.element, { value: within(value, index), at: `${at}[]`, name, path: [...path, index] });
      return;
    }
    case 'union':
      for (const [index, option] of def.options.entries()) {
        if (value !== everything && !safeParse(option, value).success) continue;
        yield* walk(option, { ...where, at: `${at}<${labelOf(option) ?? index}>` });
        if (value !== everything) return;
      }
      return;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
      yield* walk(def.innerType, where);
      return;
    case 'pipe':
      yield* walk(def.in, where);
      return;
    case 'string':
      yield { kind: 'string', at, name, path, keys: [] };
      break;
    case 'boolean':
    case 'number':
    case 'literal':
    case 'enum':
    case 'null':
    case 'void':
      return;
    default:
      throw new Error(`${at} is a ${def.type}: say in schema-parts.ts which parts that has`);
  }
}

function within(value: unknown, key: string | number): unknown {
  return value === everything ? everything : (value as Record<string | number, unknown>)[key];
}

/** What tells an option of a union: its discriminator. */
function labelOf(option: $ZodType): string | undefined {
  const { def } = (option as $ZodTypes)._zod;
  if (def.type !== 'object') return undefined;
  for (const inner of Object.values(def.shape)) {
    const { def: field } = (inner as $ZodTypes)._zod;
    if (field.type === 'literal') return String(field.values[0]);
  }
  return undefined;
}

/** What is at a place of an input. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], input);
}

/** A copy of an input with another value at one place. */
export function replacedAt(input: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(input)) return input.map((item, index) => (index === key ? replacedAt(item, rest, value) : item));
  const object = input as Record<string | number, unknown>;
  return { ...object, [key]: replacedAt(object[key], rest, value) };
}
