import fc from 'fast-check';
import { hostileParts, keys } from './hostile-parts.ts';
import { Members, membersOf, Raw, type Tree } from './json-tree.ts';

/** What is done to an input before it is sent; `place` counts its nodes from the root, and begins again when it has fewer. */
export type Strike =
  | { readonly kind: 'replace'; readonly place: number; readonly part: Tree }
  | { readonly kind: 'member'; readonly place: number; readonly key: Tree; readonly part: Tree }
  | { readonly kind: 'again'; readonly place: number; readonly part: Tree }
  | { readonly kind: 'wrap'; readonly place: number; readonly around: 'array' | '$ne' | '$in' | 'toString' };

const place = fc.nat(40);
const kind = <K extends Strike['kind']>(kind: K) => fc.constant(kind);

/** Strikes of every kind, at every place. */
export const strikes: fc.Arbitrary<Strike> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('replace'), place, part: hostileParts }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('member'), place, key: keys, part: hostileParts }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('again'), place, part: hostileParts }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kind('wrap'), place, around: fc.constantFrom('array', '$ne', '$in', 'toString') }),
  },
);

/** The input after a strike. */
export function struck(tree: Tree, strike: Strike): Tree {
  const onlyObjects = strike.kind === 'member' || strike.kind === 'again';
  const count = countNodes(tree, onlyObjects);
  if (count === 0) return onlyObjects ? tree : change(tree, strike);
  return visit(tree, { left: strike.place % count, onlyObjects, change: (node) => change(node, strike) });
}

function change(node: Tree, strike: Strike): Tree {
  switch (strike.kind) {
    case 'replace':
      return strike.part;
    case 'wrap':
      return strike.around === 'array' ? [node] : { [strike.around]: strike.around === '$in' ? [node] : node };
    case 'member':
    case 'again': {
      if (!isObject(node)) return node;
      const members = membersOf(node);
      const key = strike.kind === 'member' ? strike.key : members[strike.place % Math.max(members.length, 1)]?.[0];
      const raw = key instanceof Raw ? key : new Raw(JSON.stringify(key ?? 'x'));
      return new Members([...members, [raw, strike.part]]);
    }
  }
}

function isObject(node: Tree): node is Members | { [key: string]: Tree } {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !(node instanceof Raw);
}

function childrenOf(node: Tree): readonly Tree[] {
  if (Array.isArray(node)) return node;
  return isObject(node) ? membersOf(node).map(([, value]) => value) : [];
}

function countNodes(node: Tree, onlyObjects: boolean): number {
  if (node === undefined) return 0;
  const own = !onlyObjects || isObject(node) ? 1 : 0;
  return childrenOf(node).reduce<number>((sum, child) => sum + countNodes(child, onlyObjects), own);
}

/** Changes the node at which nothing is left to count. */
function visit(node: Tree, walk: { left: number; onlyObjects: boolean; change: (node: Tree) => Tree }): Tree {
  if (node === undefined) return node;
  if (!walk.onlyObjects || isObject(node)) {
    if (walk.left === 0) {
      walk.left = -1;
      return walk.change(node);
    }
    walk.left--;
  }
  if (walk.left < 0) return node;
  if (Array.isArray(node)) return node.map((item) => visit(item, walk));
  if (isObject(node)) return new Members(membersOf(node).map(([key, value]) => [key, visit(value, walk)] as const));
  return node;
}
