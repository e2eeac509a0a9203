/** As much of JSON Schema 2020-12 as the gate judges. Whatever else a schema has is compared as it is. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: Scalar;
  readonly enum?: readonly Scalar[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  readonly format?: string;
  readonly default?: unknown;
  /** Names of the contract's `wordedRules`. */
  readonly 'x-rules'?: readonly string[];
  readonly [keyword: string]: unknown;
}

export type Scalar = string | number | boolean | null;

/** Definitions by their names. */
export type Definitions = Readonly<Record<string, Schema>>;

/** The name of the definition that a schema refers to; undefined for one that is written out. */
export function nameOf({ $ref }: Schema): string | undefined {
  return $ref?.slice($ref.lastIndexOf('/') + 1);
}

/** A schema with what it refers to written out; keywords beside a reference stay. Throws where the definition is missing. */
export function resolved(schema: Schema, definitions: Definitions): Schema {
  const name = nameOf(schema);
  if (name === undefined) return schema;
  const definition = definitions[name];
  if (!definition) throw new Error(`There is no definition ${name}`);
  const { $ref: _, ...beside } = schema;
  return { ...resolved(definition, definitions), ...beside };
}

/** Whether two values are the same JSON, in whatever order their keys are. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** A value with the keys of all its objects in order, and with the lists whose order means nothing: `required`, `enum`, `x-rules`. */
export function sorted(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item));
    return unordered.has(key) ? items.toSorted((a, b) => compareText(String(a), String(b))) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part, key)]));
}

const unordered: ReadonlySet<string> = new Set(['required', 'enum', 'x-rules', 'reasons', 'commonReasons']);

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
