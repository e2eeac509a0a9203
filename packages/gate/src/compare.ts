import { compareLimits } from './compare-limits.ts';
import { compareProcedures } from './compare-procedures.ts';
import { compareReasons } from './compare-reasons.ts';
import { comparisonOf, keysOf } from './comparison-of.ts';
import { inContract, type Difference } from './difference.ts';
import { quoted } from './in-words.ts';
import { same } from './schema.ts';
import type { Snapshot } from './snapshot.ts';

/** What differs between two contracts, in their order: procedures, reasons, limits, forms, headers. */
export function compare(before: Snapshot, after: Snapshot): Difference[] {
  const found = [
    ...compareProcedures(before, after),
    ...compareReasons(before, after),
    ...compareLimits(before, after),
    ...compareForms(before, after),
    ...compareHeaders(before, after),
    ...compareSayings(before, after),
  ];
  // A union tells the same of each of its variants.
  return [...new Map(found.map((one) => [`${one.kind} ${one.where} ${one.words}`, one])).values()];
}

function compareForms(before: Snapshot, after: Snapshot): Difference[] {
  const comparison = comparisonOf(before, after, 'input');
  return keysOf(before.forms, after.forms).flatMap((name) => {
    const [was, is] = [before.forms[name], after.forms[name]];
    if (!was) return [inContract('formAdded', `form ${name}`, 'is new')];
    if (!is) return [inContract('formRemoved', `form ${name}`, 'is removed: a program that sends it is refused')];
    return comparison.compare(was, is, { direction: 'input', owner: `form ${name}`, path: [] });
  });
}

function compareHeaders(before: Snapshot, after: Snapshot): Difference[] {
  return keysOf(before.headers, after.headers).flatMap((name) => {
    const [was, is] = [before.headers[name], after.headers[name]];
    if (was === is) return [];
    if (!was) return [inContract('headerAdded', name, `${quoted(is)} is new`)];
    if (!is) return [inContract('headerRemoved', name, `${quoted(was)} is removed: nobody reads or sends it any more`)];
    return [
      inContract(
        'headerChanged',
        name,
        `is ${quoted(is)} now, was ${quoted(was)}: nobody reads or sends that any more`,
      ),
    ];
  });
}

/** What is said of rules in words; where they hold is in the schemas. */
function compareSayings(before: Snapshot, after: Snapshot): Difference[] {
  return Object.entries(after.wordedRules).flatMap(([name, rule]) => {
    const was = before.wordedRules[name] ?? rule;
    const words = `says ${quoted(rule.says)} now, was ${quoted(was.says)}: the gate cannot tell whether it is the same rule`;
    return same(was, rule) ? [] : [inContract('ruleSaysOther', `rule ${name}`, words)];
  });
}
