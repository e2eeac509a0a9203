import type { Change, Place } from './contract-operators.ts';
import { append, remove, rename, replace, setValue } from './edits.ts';
import { methodCall } from './source.ts';

/** Fields of a schema: renamed, removed, nullable, optional, of another type; and what is picked, omitted or spread into one. */
export function* fieldMutants({ node, around, text, schemas }: Place): Generator<Change> {
  const object = around.at(-1);
  if (object?.type !== 'ObjectExpression') return;
  const parent = around.at(-2);
  const call = parent && methodCall(parent);
  if (node.type === 'Property' && call && (call.name === 'pick' || call.name === 'omit'))
    yield { operator: 'remove', detail: `from .${call.name}`, edits: remove(text, node) };
  if (!schemas.isShape(object, around.slice(0, -1))) return;
  if (node.type === 'SpreadElement')
    yield { operator: 'remove', detail: text.slice(node.start, node.end), edits: remove(text, node) };
  if (node.type !== 'Property') return;

  const value = text.slice(node.value.start, node.value.end);
  const calls = schemas.callsOf(node.value);
  const has = (...names: string[]) => names.some((name) => calls.includes(name));
  yield { operator: 'rename', edits: rename(node, text) };
  yield { operator: 'remove', edits: remove(text, node) };
  if (!has('nullable', 'null')) yield { operator: 'make nullable', edits: setValue(node, `${value}.nullable()`) };
  if (!has('optional', 'default')) yield { operator: 'make optional', edits: setValue(node, `${value}.optional()`) };
  const type = has('int', 'number') && !has('array') ? 'z.string()' : 'z.number()';
  yield { operator: 'change type', detail: `to ${type}`, edits: setValue(node, type) };
}

/** Members of enums, literals and variants of unions: dropped, renamed, one more. */
export function* memberMutants({ node, around, text }: Place): Generator<Change> {
  const call = methodCall(node);
  if (call?.name === 'literal') {
    const [value] = call.args;
    if (value?.type === 'Literal')
      yield { operator: 'change value', detail: String(value.value), edits: replace(value, otherThan(value.value)) };
  }
  const list = around.at(-1);
  const owner = around.at(-2);
  const made = owner && methodCall(owner);
  if (list?.type !== 'ArrayExpression' || !made) return;
  const said = node.type === 'Literal' ? String(node.value) : text.slice(node.start, node.end).split('\n', 1)[0]!; // split gives one
  if (['enum', 'union', 'discriminatedUnion'].includes(made.name) && list.elements.length > 1)
    yield { operator: 'drop member', detail: said, edits: remove(text, node) };
  if (made.name !== 'enum' || node.type !== 'Literal') return;
  yield { operator: 'change value', detail: said, edits: replace(node, otherThan(node.value)) };
  if (list.elements.at(-1) === node) yield { operator: 'add member', edits: append(node, `, 'another'`) };
}

function otherThan(value: unknown): string {
  return typeof value === 'boolean' ? String(!value) : `'${String(value)}Renamed'`;
}
