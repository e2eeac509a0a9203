import type { Part } from './schema-parts.ts';

/**
 * What each string of an input is, by its key: the name of a thing, which may be another's, or a text that means nothing beyond itself.
 * A string under a new key fails the matrix until somebody says here which of the two it is.
 */
const kinds = {
  id: 'name',
  ids: 'name',
  mutationId: 'name',
  cursor: 'name',
  lastEventId: 'name',
  title: 'text',
  description: 'text',
  search: 'text',
  name: 'text',
  password: 'text',
  updatedAt: 'text',
  contractVersion: 'text',
} as const satisfies Record<string, 'name' | 'text'>;

/** Whether a part names a thing. Throws for a string that nobody has decided about. */
export function isName({ kind, at, name }: Pick<Part, 'kind' | 'at' | 'name'>): boolean {
  if (kind !== 'string') return false;
  const known: Record<string, 'name' | 'text'> = kinds;
  if (!Object.hasOwn(known, name)) throw new Error(`${at}: say in kinds.ts whether it names a thing or is a text`);
  return known[name] === 'name';
}
