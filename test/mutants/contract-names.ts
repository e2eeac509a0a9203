import type { Change, Place } from './contract-operators.ts';
import { remove, rename, replace } from './edits.ts';
import { keyOf } from './source.ts';

const lists = new Set(['commonReasons', 'mutationReasons', 'procedureReasons']);

/** The limits, the reasons, and which procedure has which. */
export function* namedMutants({ node, around, text }: Place): Generator<Change> {
  const owner = around.map(keyOf).find((key) => key !== undefined);
  const depth = around.filter((outer) => outer.type === 'Property').length;
  if (node.type === 'Property') {
    const named =
      owner === 'limits' ||
      owner === 'fieldDefaults' ||
      ((owner === 'reasons' || owner === 'procedureReasons') && depth === 0);
    if (named) {
      yield { operator: 'rename', edits: rename(node, text) };
      yield { operator: 'remove', edits: remove(text, node) };
    }
    if (owner === 'fieldDefaults')
      yield { operator: 'change default', edits: replace(node.value, otherThan(node.value)) };
    if (owner === 'procedureReasons') yield addition(node.value, text);
    if (owner === 'reasons' && depth === 1) yield* inReason(node, text);
  }
  const list = around.at(-1);
  if (list?.type === 'ArrayExpression' && owner !== undefined && lists.has(owner))
    yield { operator: 'drop reason', detail: text.slice(node.start, node.end), edits: remove(text, node) };
}

/** What a field is where nobody said. */
function otherThan(value: Place['node']): string {
  return value.type === 'Literal' && typeof value.value === 'boolean' ? String(!value.value) : "'another'";
}

function addition(list: Place['node'], text: string): Change {
  const added = text.slice(list.start, list.end).includes('KEY_NOT_FOUND') ? 'SESSION_NOT_FOUND' : 'KEY_NOT_FOUND';
  return {
    operator: 'add reason',
    detail: added,
    edits: [{ start: list.start + 1, end: list.start + 1, text: `'${added}', ` }],
  };
}

/** A reason's code decides the HTTP status; its details go over the wire. */
function* inReason(node: Place['node'] & { type: 'Property' }, text: string): Generator<Change> {
  const value = text.slice(node.value.start, node.value.end);
  if (keyOf(node) === 'code')
    yield {
      operator: 'change code',
      edits: replace(node.value, value === "'CONFLICT'" ? "'FORBIDDEN'" : "'CONFLICT'"),
    };
  if (keyOf(node) === 'details')
    yield { operator: 'change type', edits: replace(node.value, value === 'none' ? 'retry' : 'none') };
}
