import { compareDefaults } from './compare-objects.ts';
import type { Comparison } from './compare-schemas.ts';
import { comparisonOf, keysOf } from './comparison-of.ts';
import { inContract, type Difference } from './difference.ts';
import type { Snapshot } from './snapshot.ts';

type Procedure = Snapshot['procedures'][string];

/** Compares what can be called, by whom, with what, and what it answers. */
export function compareProcedures(before: Snapshot, after: Snapshot): Difference[] {
  const inputs = comparisonOf(before, after, 'input');
  const outputs = comparisonOf(before, after, 'output');
  return keysOf(before.procedures, after.procedures).flatMap((path) => {
    const [was, is] = [before.procedures[path], after.procedures[path]];
    if (!was) return [inContract('procedureAdded', path, 'is new')];
    if (!is) return [inContract('procedureRemoved', path, 'is removed: a program that calls it is refused')];
    return [
      ...compareAccess(was, is, path),
      ...compareInput(was, is, path, inputs),
      ...compareOutput(was, is, path, outputs),
      ...compareReasonsOf(was, is, path, before, after),
    ];
  });
}

function compareAccess(before: Procedure, after: Procedure, path: string): Difference[] {
  const found: Difference[] = [];
  if (before.kind !== after.kind)
    found.push(
      inContract('kindChanged', path, `is a ${after.kind} now, was a ${before.kind}: it is called in another way`),
    );
  if (before.needs !== after.needs) {
    // A session may do whatever a key may, and any key is more than those with a scope.
    const less = after.needs === 'a session or any key' || before.needs === 'a session';
    const effect = less ? 'more callers may' : 'who could call it may be refused';
    found.push(
      inContract(less ? 'needsLess' : 'needsOther', path, `needs ${after.needs} now, was ${before.needs}: ${effect}`),
    );
  }
  return found;
}

function compareInput(before: Procedure, after: Procedure, path: string, comparison: Comparison): Difference[] {
  const where = `${path}, input`;
  const [was, is] = [before.input, after.input];
  if (!was && !is) return [];
  if (!was)
    return after.inputOptional
      ? [inContract('optionalInputAdded', where, 'is new and may be left out')]
      : [inContract('inputAdded', where, 'is new and required: a program that sends none is refused')];
  if (!is) return [inContract('inputRemoved', where, 'is removed: a program that sends one is refused')];
  const place = { direction: 'input', owner: path, path: [] } as const;
  const required = { before: !before.inputOptional, after: !after.inputOptional };
  const found =
    required.before === required.after
      ? []
      : [
          required.after
            ? inContract('inputBecameRequired', where, 'is required now: a program that sends none is refused')
            : inContract('inputBecameOptional', where, 'may be left out now'),
        ];
  return [...found, ...compareDefaults(was, is, place, comparison, required), ...comparison.compare(was, is, place)];
}

function compareOutput(before: Procedure, after: Procedure, path: string, comparison: Comparison): Difference[] {
  const [was, is] = [before.output, after.output];
  if (!was && !is) return [];
  if (!was) return [inContract('outputAdded', `${path}, output`, 'is new')];
  if (!is) return [inContract('outputRemoved', `${path}, output`, 'is removed: a program that reads it finds nothing')];
  return comparison.compare(was, is, { direction: 'output', owner: path, path: [] });
}

function compareReasonsOf(
  before: Procedure,
  after: Procedure,
  path: string,
  was: Snapshot,
  is: Snapshot,
): Difference[] {
  const [could, can] = [
    [...before.reasons, ...was.commonReasons],
    [...after.reasons, ...is.commonReasons],
  ];
  return [
    ...after.reasons
      .filter((reason) => !could.includes(reason))
      .map((reason) =>
        inContract(
          'reasonOfProcedureAdded',
          path,
          `may answer ${reason} now: a program may get what it does not expect`,
        ),
      ),
    ...before.reasons
      .filter((reason) => !can.includes(reason))
      .map((reason) => inContract('reasonOfProcedureRemoved', path, `does not answer ${reason} any more`)),
  ];
}
