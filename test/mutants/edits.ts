import type { Node } from 'oxc-parser';
import type { Edit } from './mutant.ts';

/** Puts a text in the place of a node. */
export function replace({ start, end }: Node, text: string): Edit[] {
  return [{ start, end, text }];
}

/** Puts a text behind a node. */
export function append({ end }: Node, text: string): Edit[] {
  return [{ start: end, end, text }];
}

/** Takes an element out of a list or an object, with the comma behind it. */
export function remove(source: string, { start, end }: Node): Edit[] {
  const comma = /^\s*,/.exec(source.slice(end))?.[0].length ?? 0;
  return [{ start, end: end + comma, text: '' }];
}

/** Gives the value of a property another text; a shorthand gets a value of its own. */
export function setValue(property: Node & { type: 'Property' }, text: string): Edit[] {
  const { key, value, shorthand } = property;
  return shorthand ? append(key, `: ${text}`) : replace(value, text);
}

/** Gives a property another name; a shorthand keeps its value. */
export function rename({ key, shorthand }: Node & { type: 'Property' }, source: string): Edit[] {
  const name = source.slice(key.start, key.end);
  const renamed = name.endsWith("'") ? `${name.slice(0, -1)}Renamed'` : `${name}Renamed`;
  return replace(key, shorthand ? `${renamed}: ${name}` : renamed);
}
