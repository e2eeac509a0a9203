import type { Alternative } from './alternatives.ts';
import { schemaPolicy, type Direction, type SchemaKind } from './policy.ts';

/** A value as it is read in a sentence. */
export function quoted(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** Words with "and" before the last. */
export function listed(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** What a value is, e.g. "text or null". */
export function typesOf(alternatives: readonly Alternative[]): string {
  return listed([...new Set(alternatives.map(({ type }) => typeInWords(type)))], 'or');
}

/** A type of JSON Schema. */
export function typeInWords(type: string): string {
  return names[type] ?? type;
}

const names: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  array: 'a list',
  any: 'anything',
};

/** What a difference is for a program. */
export function consequence(kind: SchemaKind, direction: Direction): string {
  const { input, output } = schemaPolicy[kind];
  if (direction === 'output')
    return output === 'major' ? 'a program may get what it does not expect' : 'all that comes could come before';
  if (kind.startsWith('changing')) return 'what a program sends may be refused, or become another value';
  return input === 'major' ? 'what was valid may be refused' : 'more is taken than before';
}
