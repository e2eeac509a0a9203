import fc from 'fast-check';

/** JSON that is to be sent. Unlike a value it may have parts that are no JSON, and objects that have a key twice. */
export type Tree = null | boolean | number | string | undefined | Raw | Members | Tree[] | { [key: string]: Tree };

/** A part that is sent as these bytes. */
export class Raw {
  readonly bytes: Buffer;
  constructor(content: string | Buffer) {
    this.bytes = Buffer.from(content);
  }
  /** How fast-check shows it when a test fails. */
  [fc.toStringMethod](): string {
    return `raw(${JSON.stringify(this.bytes.subarray(0, 200).toString('latin1'))}, ${this.bytes.length} bytes)`;
  }
}

/** An object whose keys are as they are written. */
export class Members {
  readonly members: readonly (readonly [Raw, Tree])[];
  constructor(members: readonly (readonly [Raw, Tree])[]) {
    this.members = members;
  }
}

/** Writes it; undefined gives nothing. `escaped` writes every character beyond ASCII as `\uXXXX`. */
export function write(tree: Tree, escaped: boolean): Buffer {
  if (tree === undefined) return Buffer.of();
  if (tree instanceof Raw) return tree.bytes;
  if (Array.isArray(tree)) {
    const items = tree.map((item) => write(item ?? null, escaped));
    return wrap('[', items, ']');
  }
  if (tree instanceof Members || (typeof tree === 'object' && tree !== null)) {
    const members = membersOf(tree)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => Buffer.concat([key.bytes, Buffer.from(':'), write(value, escaped)]));
    return wrap('{', members, '}');
  }
  const json = JSON.stringify(tree);
  return Buffer.from(escaped ? json.replaceAll(/[\u0080-\uffff]/g, escapeUnit) : json);
}

/** The members of an object, in their order. */
export function membersOf(tree: Members | { [key: string]: Tree }): readonly (readonly [Raw, Tree])[] {
  return tree instanceof Members
    ? tree.members
    : Object.entries(tree).map(([key, value]) => [new Raw(JSON.stringify(key)), value] as const);
}

function wrap(open: string, parts: readonly Buffer[], close: string): Buffer {
  const separated = parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(','), part]));
  return Buffer.concat([Buffer.from(open), ...separated, Buffer.from(close)]);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
