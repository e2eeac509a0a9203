import {
  contractPolicy,
  schemaPolicy,
  type ContractKind,
  type Direction,
  type Kind,
  type Level,
  type SchemaKind,
} from './policy.ts';

/** One difference between two contracts. */
export interface Difference {
  readonly kind: Kind;
  readonly level: Level;
  /** The whole place, e.g. `task.update, input, patch.title`. */
  readonly where: string;
  /** What became of it, and what that is for a program. */
  readonly words: string;
  /** In a schema: where that is. */
  readonly place?: Place;
}

/** A place in a schema. */
export interface Place {
  readonly direction: Direction;
  /** Whose schema it is: a procedure, a form, the details of a reason. */
  readonly owner: string;
  /** The keys that lead there. */
  readonly path: readonly string[];
  /** The innermost definition around it, which others have as well, and the keys that lead there from its beginning. */
  readonly shared?: { readonly name: string; readonly path: readonly string[] };
}

/** The place of a key, an item or a variant inside another one. */
export function inside(place: Place, key: string): Place {
  const { shared } = place;
  return {
    ...place,
    path: [...place.path, key],
    ...(shared && { shared: { ...shared, path: [...shared.path, key] } }),
  };
}

/** A path as it is read: `patch.title`, `tasks[].id`, `mutations[](type: create).title`. */
export function written(path: readonly string[]): string {
  return path.reduce((text, key) => (text && /^\w/.test(key) ? `${text}.${key}` : text + key), '');
}

/** A difference in a schema, judged by its direction. */
export function inSchema(kind: SchemaKind, place: Place, words: string): Difference {
  const { owner, direction, path } = place;
  const where = [owner, ...(owner.includes(' ') ? [] : [direction]), written(path)].filter(Boolean).join(', ');
  return { kind, level: schemaPolicy[kind][direction], where, words, place };
}

/** Any other difference. */
export function inContract(kind: ContractKind, where: string, words: string): Difference {
  return { kind, level: contractPolicy[kind], where, words };
}
