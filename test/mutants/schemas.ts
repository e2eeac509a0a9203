import type { Node } from 'oxc-parser';
import { keyOf, methodCall, walk, type Source } from './source.ts';

/** What the sources of the contract say of their schemas, for the operators. */
export interface Schemas {
  /** Whether the keys of an object are fields of a schema. */
  isShape: (node: Node, around: readonly Node[]) => boolean;
  /** The names of the calls that make a schema, the last one first, through the constants that it refers to. */
  callsOf: (node: Node) => string[];
  /** The members of the enum that a schema comes from. */
  membersOf: (node: Node) => string[];
}

/** Reads all the constants of a package, whose names are each used once. */
export function readSchemas(sources: readonly Source[]): Schemas {
  const constants = new Map<string, Node>();
  const spread = new Set<string>();
  for (const { program } of sources) {
    walk(program, (node, around) => {
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init)
        constants.set(node.id.name, node.init);
      const parent = around.at(-1);
      if (
        node.type === 'SpreadElement' &&
        node.argument.type === 'Identifier' &&
        parent &&
        isFields(parent, around.at(-2))
      )
        spread.add(node.argument.name);
    });
  }

  /** The expression that a reference stands for: `title`, `task.shape.id`, `changed.tasks`. */
  const resolve = (node: Node): Node | undefined => {
    if (node.type === 'Identifier') return constants.get(node.name);
    if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier') return undefined;
    const { property } = node;
    const owner = node.object.type === 'MemberExpression' ? node.object.object : node.object;
    return owner.type === 'Identifier' ? valueIn(constants.get(owner.name), property.name) : undefined;
  };

  const callsOf = (node: Node): string[] => {
    const call = methodCall(node);
    if (call) return [call.name, ...callsOf(call.object)];
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier') return [node.callee.name];
    const meant = resolve(node);
    return meant ? callsOf(meant) : [];
  };

  const membersOf = (node: Node): string[] => {
    const call = methodCall(node);
    if (call?.name === 'enum') return textsOf(call.args[0]);
    const next = call ? call.object : resolve(node);
    return next ? membersOf(next) : [];
  };

  return {
    isShape: (node, around) => {
      const parent = around.at(-1);
      const name = parent && keyOf(parent);
      return isFields(node, parent) || (node.type === 'ObjectExpression' && name !== undefined && spread.has(name));
    },
    callsOf,
    membersOf,
  };
}

/** Whether an object is what `z.strictObject` or `.extend` is called with. */
function isFields(node: Node, parent: Node | undefined): boolean {
  const call = parent && methodCall(parent);
  return node.type === 'ObjectExpression' && !!call && ['strictObject', 'extend'].includes(call.name);
}

/** The value of the first property of that name; `true`, by which a pick names one, says nothing of it. */
function valueIn(node: Node | undefined, name: string): Node | undefined {
  let found: Node | undefined;
  if (node) {
    walk(node, (inner) => {
      if (inner.type === 'Property' && keyOf(inner) === name && inner.value.type !== 'Literal') found ??= inner.value;
    });
  }
  return found;
}

/** The texts of a list of literals. */
function textsOf(node: Node | undefined): string[] {
  if (node?.type !== 'ArrayExpression') return [];
  return node.elements.flatMap((element) =>
    element?.type === 'Literal' && typeof element.value === 'string' ? [element.value] : [],
  );
}
