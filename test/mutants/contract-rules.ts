import type { Node } from 'oxc-parser';
import { memberMutants } from './contract-fields.ts';
import type { Change, Place } from './contract-operators.ts';
import { replace } from './edits.ts';
import { keyOf, methodCall } from './source.ts';

/** What a call that is taken away was there for. */
const links: Record<string, string> = {
  optional: 'make required',
  partial: 'make required',
  nullable: 'forbid null',
  default: 'drop default',
  prefault: 'drop default',
  meta: 'drop meta',
  ...Object.fromEntries(
    ['min', 'max', 'regex', 'refine', 'startsWith', 'pipe', 'check', 'trim', 'toLowerCase'].map((name) => [
      name,
      'loosen',
    ]),
  ),
};

/** Rules of a schema: dropped, one tighter, one looser; and those of its members. */
export function* ruleMutants(place: Place): Generator<Change> {
  yield* memberMutants(place);
  yield* linkMutants(place);
  yield* numberMutants(place);
  yield* patternMutants(place);
}

function* linkMutants({ node, around, text, schemas }: Place): Generator<Change> {
  if (node.type === 'IfStatement' && around.some((outer) => methodCall(outer)?.name === 'check'))
    yield { operator: 'loosen', detail: text.slice(node.start, node.test.end), edits: replace(node, '') };
  const call = methodCall(node);
  if (!call || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
  const { object, property } = node.callee;
  const operator = Object.hasOwn(links, call.name) ? links[call.name] : undefined;
  if (operator) {
    const [detail = ''] = text.slice(object.end, node.end).trim().split('\n', 1);
    yield { operator, detail, edits: replace(node, text.slice(object.start, object.end)) };
  }
  if (object.type === 'Identifier' && object.name === 'z') {
    if (call.name === 'strictObject')
      yield { operator: 'loosen', detail: 'unknown keys', edits: replace(property, 'object') };
    if (call.name === 'int') yield { operator: 'loosen', detail: 'fractions', edits: replace(property, 'number') };
  }
  const [value] = call.args;
  if (call.name !== 'default' || value?.type !== 'Literal') return;
  const { value: usual } = value;
  const other =
    typeof usual === 'boolean'
      ? String(!usual)
      : schemas
          .membersOf(object)
          .map((member) => `'${member}'`)
          .find((member) => member !== `'${String(usual)}'`);
  if (other) yield { operator: 'change default', detail: `to ${other}`, edits: replace(value, other) };
}

/** Numbers: of `.min(1)`, of `{ min: 1, max: 64 }`, of the limits, and how exact a time is. */
function* numberMutants({ node, around }: Place): Generator<Change> {
  if (node.type !== 'Literal' || typeof node.value !== 'number') return;
  const rule = ruleOf(around);
  if (rule === undefined) return;
  for (const step of [-1, 1]) {
    const operator =
      rule === 'min' || rule === 'max' ? (step > 0 === (rule === 'min') ? 'tighten' : 'loosen') : 'change number';
    yield { operator, detail: `to ${node.value + step}`, edits: replace(node, String(node.value + step)) };
  }
}

function ruleOf(around: readonly Node[]): string | undefined {
  const parent = around.at(-1);
  if (!parent) return undefined;
  const call = methodCall(parent);
  if (call) return call.name === 'min' || call.name === 'max' ? call.name : undefined;
  const key = keyOf(parent);
  const within = around.some((outer) => keyOf(outer) === 'limits');
  return within || key === 'min' || key === 'max' || key === 'precision' ? key : undefined;
}

/** A pattern that is no longer anchored. */
function* patternMutants({ node, around }: Place): Generator<Change> {
  if (node.type !== 'Literal' || !('regex' in node)) return;
  const parent = around.at(-1);
  const used = parent && (methodCall(parent)?.name === 'regex' || parent.type === 'VariableDeclarator');
  if (!used) return;
  const { pattern, flags } = node.regex;
  if (pattern.startsWith('^'))
    yield { operator: 'loosen', detail: 'without ^', edits: replace(node, `/${pattern.slice(1)}/${flags}`) };
  if (pattern.endsWith('$'))
    yield { operator: 'loosen', detail: 'without $', edits: replace(node, `/${pattern.slice(0, -1)}/${flags}`) };
}
