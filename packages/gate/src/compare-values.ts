import { remarks, type Alternative } from './alternatives.ts';
import { objectKeywords } from './compare-objects.ts';
import { ruleKeywords } from './compare-rules.ts';
import { inSchema, type Difference, type Place } from './difference.ts';
import { consequence, listed, quoted, typeInWords } from './in-words.ts';
import type { SchemaKind } from './policy.ts';
import { same, type Schema } from './schema.ts';

/** Compares what is said of a schema. */
export function compareRemarks(before: Schema, after: Schema, place: Place): Difference[] {
  return remarks
    .filter((keyword) => !same(before[keyword], after[keyword]))
    .map((keyword) =>
      inSchema(
        'remarkChanged',
        place,
        `${keyword} is ${quoted(after[keyword] ?? null)}, was ${quoted(before[keyword] ?? null)}`,
      ),
    );
}

/** Compares the values that two alternatives of one type list. */
export function compareValues(before: Alternative, after: Alternative, place: Place): Difference[] {
  const say = (kind: SchemaKind, fact: string) =>
    inSchema(kind, place, `${fact}: ${consequence(kind, place.direction)}`);
  const [was, is] = [before.values, after.values];
  if (!was && !is) return [];
  if (!is)
    return [
      say('valuesFreed', `may be any ${typeInWords(after.type)} now, was ${listed((was ?? []).map(quoted), 'or')}`),
    ];
  if (!was)
    return [say('valuesListed', `must be ${listed(is.map(quoted), 'or')} now, was any ${typeInWords(before.type)}`)];
  return [
    ...is.filter((value) => !was.includes(value)).map((value) => say('valueAdded', `may also be ${quoted(value)} now`)),
    ...was
      .filter((value) => !is.includes(value))
      .map((value) => say('valueRemoved', `is not ${quoted(value)} any more`)),
  ];
}

const judged: ReadonlySet<string> = new Set([
  ...ruleKeywords,
  ...objectKeywords,
  ...remarks,
  'type',
  'const',
  'enum',
  'items',
  'default',
]);

/** Whatever else a schema may hold. */
export function compareOthers(before: Schema, after: Schema, place: Place): Difference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((keyword) => !judged.has(keyword) && !same(before[keyword], after[keyword]))
    .map((keyword) =>
      inSchema('unjudged', place, `has another \`${keyword}\`, which the gate cannot judge: it may be anything`),
    );
}
