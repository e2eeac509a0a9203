import { inSchema, type Difference, type Place } from './difference.ts';
import { consequence, quoted } from './in-words.ts';
import type { SchemaKind } from './policy.ts';
import { same, type Schema } from './schema.ts';

/** The contract's rules in words, by their names. */
export type WordedRules = Readonly<Record<string, WordedRule>>;

interface WordedRule {
  readonly says: string;
  readonly changes: boolean;
}

/** Compares what two schemas of one type demand of a single value: how long, how many, which form, which words. */
export function compareRules(
  before: Schema,
  after: Schema,
  place: Place,
  worded: { readonly before: WordedRules; readonly after: WordedRules },
): Difference[] {
  const say = (kind: SchemaKind, fact: string) =>
    inSchema(kind, place, `${fact}: ${consequence(kind, place.direction)}`);
  return [
    ...leasts.flatMap((limit) => {
      const { change, words } = compareLimit(before, after, limit, limit.unit ? 0 : -Infinity);
      return change ? [say(change > 0 ? 'leastRaised' : 'leastLowered', words)] : [];
    }),
    ...mosts.flatMap((limit) => {
      const { change, words } = compareLimit(before, after, limit, Infinity);
      return change ? [say(change > 0 ? 'mostRaised' : 'mostLowered', words)] : [];
    }),
    ...compareForms(before, after, place, say),
    ...compareWords(before['x-rules'] ?? [], after['x-rules'] ?? [], place, worded),
  ];
}

type Say = (kind: SchemaKind, fact: string) => Difference;

interface Limit {
  readonly keyword: string;
  readonly edge: string;
  /** What it counts; nothing where it is the value itself. */
  readonly unit?: readonly [one: string, many: string];
}

const points = ['code point long', 'code points long'] as const;
const entries = ['entry', 'entries'] as const;
const keys = ['key', 'keys'] as const;

const leasts: readonly Limit[] = [
  { keyword: 'minLength', edge: 'be at least', unit: points },
  { keyword: 'minItems', edge: 'have at least', unit: entries },
  { keyword: 'minProperties', edge: 'have at least', unit: keys },
  { keyword: 'minimum', edge: 'be at least' },
  { keyword: 'exclusiveMinimum', edge: 'be more than' },
];

const mosts: readonly Limit[] = [
  { keyword: 'maxLength', edge: 'be at most', unit: points },
  { keyword: 'maxItems', edge: 'have at most', unit: entries },
  { keyword: 'maxProperties', edge: 'have at most', unit: keys },
  { keyword: 'maximum', edge: 'be at most' },
  { keyword: 'exclusiveMaximum', edge: 'be less than' },
];

/** Keywords that this judges, beside the limits. */
export const ruleKeywords: readonly string[] = [
  ...[...leasts, ...mosts].map(({ keyword }) => keyword),
  'pattern',
  'format',
  'uniqueItems',
  'multipleOf',
  'x-rules',
];

/** `nothing` is what no limit is like: a list has 0 entries anyway, a number any size. */
function compareLimit(before: Schema, after: Schema, { keyword, edge, unit }: Limit, nothing: number) {
  const numberIn = ({ [keyword]: value }: Schema) => (typeof value === 'number' ? value : nothing);
  const [was, is] = [numberIn(before), numberIn(after)];
  const measure = (value: number) => value.toLocaleString('en') + (unit ? ` ${unit[value === 1 ? 0 : 1]}` : '');
  const words =
    is === nothing
      ? `need not ${edge} ${measure(was)} any more`
      : `must ${edge} ${measure(is)}, ${was === nothing ? 'had no such limit' : `was ${was.toLocaleString('en')}`}`;
  return { change: is - was, words };
}

function compareForms(before: Schema, after: Schema, place: Place, say: Say): Difference[] {
  return forms.flatMap(([keyword, demand]) => {
    const [was, is] = [before[keyword] || undefined, after[keyword] || undefined];
    if (same(was, is)) return [];
    if (was === undefined) return [say('ruleAdded', `must ${demand(is)}`)];
    if (is === undefined) return [say('ruleDropped', `need not ${demand(was)} any more`)];
    const words = `must ${demand(is)}, was ${quoted(was)}: the gate cannot tell which of them takes more`;
    return [inSchema('ruleChanged', place, words)];
  });
}

const forms: readonly [keyword: string, demand: (value: unknown) => string][] = [
  ['pattern', (value) => `match ${quoted(value)}`],
  ['format', (value) => `have the format ${quoted(value)}`],
  ['multipleOf', (value) => `be a multiple of ${quoted(value)}`],
  ['uniqueItems', () => 'have each entry once'],
];

function compareWords(
  before: readonly string[],
  after: readonly string[],
  place: Place,
  worded: { readonly before: WordedRules; readonly after: WordedRules },
): Difference[] {
  const say = (kind: SchemaKind, fact: string, rule: string, { says }: WordedRule) =>
    inSchema(kind, place, `${fact} \`${rule}\` (${says}): ${consequence(kind, place.direction)}`);
  const added = after
    .filter((rule) => !before.includes(rule))
    .map((rule) => {
      const word = worded.after[rule] ?? unknown;
      return say(word.changes ? 'changingRuleAdded' : 'ruleAdded', 'has the rule', rule, word);
    });
  const dropped = before
    .filter((rule) => !after.includes(rule))
    .map((rule) => {
      const word = worded.before[rule] ?? unknown;
      return say(word.changes ? 'changingRuleDropped' : 'ruleDropped', 'no longer has the rule', rule, word);
    });
  return [...added, ...dropped];
}

// The gate cannot judge it, which is like a rule that changes what is sent.
const unknown: WordedRule = { says: 'the contract has no words for it', changes: true };
