import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, visitorKeys, type Expression, type Node } from 'oxc-parser';
import { root } from '../workspaces.ts';

/** A source and its syntax tree. */
export interface Source {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
  readonly program: Node;
}

/** Reads and parses a source of the repository. */
export function readSource(file: string): Source {
  return parsed(file, readFileSync(join(root, file), 'utf8'));
}

/** Parses a source. Throws when it is no TypeScript. */
export function parsed(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return { file, text, program };
}

/** Calls `visit` for every node, with the nodes around it, the nearest last. */
export function walk(node: Node, visit: (node: Node, around: readonly Node[]) => void, around: Node[] = []): void {
  visit(node, around);
  for (const key of visitorKeys[node.type] ?? []) {
    // The keys that the parser names hold nodes, lists of them with holes, or null.
    const inside = (node as unknown as Record<string, Node | (Node | null)[] | null | undefined>)[key];
    for (const child of Array.isArray(inside) ? inside : [inside]) if (child) walk(child, visit, [...around, node]);
  }
}

/** A call of a method, `object.name(...)`; null for any other node. */
export function methodCall(node: Node): { object: Expression; name: string; args: readonly Node[] } | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null;
  const { object, property } = node.callee;
  return property.type === 'Identifier' ? { object, name: property.name, args: node.arguments } : null;
}

/** The name of a key of an object, or of a variable. */
export function keyOf(node: Node): string | undefined {
  if (node.type === 'VariableDeclarator') return node.id.type === 'Identifier' ? node.id.name : undefined;
  if (node.type !== 'Property') return undefined;
  if (node.key.type === 'Identifier') return node.key.name;
  return node.key.type === 'Literal' ? String(node.key.value) : undefined;
}

/** Where a node is, by the keys that lead to it: `reasons.QUOTA_EXCEEDED.details.quota`, with the place in lists of objects. */
export function pathOf(node: Node, around: readonly Node[]): string {
  const names: string[] = [];
  [...around, node].forEach((step, index, steps) => {
    const key = keyOf(step) ?? (step.type === 'FunctionDeclaration' ? step.id?.name : undefined);
    if (key !== undefined) names.push(key);
    const list = steps[index - 1];
    if (list?.type === 'ArrayExpression' && step.type !== 'Literal')
      names.push(String(list.elements.findIndex((element) => element === step)));
  });
  return names.join('.');
}
