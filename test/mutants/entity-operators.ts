import type { Node } from 'oxc-parser';
import { append, remove, rename, replace, setValue } from './edits.ts';
import type { Edit, Mutant } from './mutant.ts';
import { keyOf, methodCall, pathOf, walk, type Source } from './source.ts';

/** Calls without which a column is another one. */
const links = new Set([
  'nullable',
  'unique',
  'index',
  'default',
  'length',
  'primary',
  'deleteRule',
  'updateRule',
  'autoincrement',
  'fieldNames',
]);

/** Calls that say the type of a column. */
const types = new Set(['string', 'text', 'boolean', 'integer', 'bigint', 'datetime', 'uuid', 'type']);

/** Every mutant of the entities: columns, and the checks, indexes and unique keys of their tables. */
export function entityMutants(sources: readonly Source[]): Mutant[] {
  return sources.flatMap(({ file, text, program }) => {
    const mutants: Mutant[] = [];
    walk(program, (node, around) => {
      const subject = pathOf(node, around).replace('.properties', '');
      for (const [operator, edits, detail = ''] of [
        ...columnChanges(node, around, text),
        ...tableChanges(node, around, text),
      ])
        mutants.push({ part: 'entity', operator, subject, detail, file, edits });
    });
    return mutants;
  });
}

type Change = [operator: string, edits: Edit[], detail?: string];

function* columnChanges(node: Node, around: readonly Node[], text: string): Generator<Change> {
  const parent = around.at(-1);
  if (node.type === 'Property' && parent?.type === 'ObjectExpression' && isColumns(around)) {
    // A reference to another table, or a column that several tables share, is a function of its own.
    const { value } = node;
    const made = value.type === 'ArrowFunctionExpression' ? value.body : value;
    yield ['rename', rename(node, text)];
    yield ['remove', remove(text, node)];
    if (value.type === 'Identifier') yield ['make nullable', setValue(node, `() => ${value.name}().nullable()`)];
    else if (!text.slice(made.start, made.end).includes('.nullable()'))
      yield ['make nullable', append(made, '.nullable()')];
    if (value.type === 'Identifier') yield ['change type', setValue(node, 'p.text().primary()'), 'to text'];
  }
  const call = methodCall(node);
  if (!call || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
  const { object, property } = node.callee;
  const [argument] = call.args;
  const onTable = object.type === 'Identifier' && object.name === 'p';
  if (links.has(call.name) && !onTable)
    yield [
      call.name === 'nullable' ? 'forbid null' : 'drop rule',
      replace(node, text.slice(object.start, object.end)),
      `.${call.name}`,
    ];
  if (onTable && types.has(call.name)) {
    const other = call.name === 'text' || call.name === 'string' ? 'integer' : 'text';
    yield ['change type', [{ start: property.start, end: node.end, text: `${other}()` }], `to ${other}`];
  }
  if (argument?.type !== 'Literal') return;
  if (typeof argument.value === 'number') {
    for (const value of [argument.value - 1, argument.value + 1])
      yield ['change number', replace(argument, String(value)), `.${call.name}(${value})`];
  }
  if (typeof argument.value === 'boolean' && call.name === 'default')
    yield ['change default', replace(argument, String(!argument.value))];
}

function isColumns(around: readonly Node[]): boolean {
  return around.some((outer) => keyOf(outer) === 'properties') && around.at(-2)?.type !== 'CallExpression';
}

function* tableChanges(node: Node, around: readonly Node[], text: string): Generator<Change> {
  const keys = new Set(around.map(keyOf));
  const list = around.at(-1);
  const ofTable = ['checks', 'indexes', 'uniques'].find((key) => keys.has(key));
  if (ofTable && list?.type === 'ArrayExpression') {
    if (node.type === 'ObjectExpression') yield [`drop from ${ofTable}`, remove(text, node)];
    if (node.type === 'Literal' && list.elements.length > 1)
      yield [`drop from ${ofTable}`, remove(text, node), String(node.value)];
  }
  if (
    node.type === 'Property' &&
    node.value.type === 'Literal' &&
    (keyOf(node) === 'tableName' || (ofTable && keyOf(node) === 'name'))
  )
    yield ['rename', replace(node.value, `'${String(node.value.value)}_renamed'`)];
  if (node.type !== 'Property' || !ofTable || keyOf(node) !== 'expression') return;
  const expression = text.slice(node.value.start, node.value.end);
  for (const { index, 0: sign } of expression.matchAll(/[<>]=|=/g)) {
    const at = node.value.start + index;
    yield [
      'tighten',
      [{ start: at, end: at + sign.length, text: sign.length > 1 ? sign.charAt(0) : '<>' }],
      `${sign} at ${index}`,
    ];
  }
}
