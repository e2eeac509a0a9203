import { comparisonOf, keysOf } from './comparison-of.ts';
import { inContract, type Difference } from './difference.ts';
import { quoted } from './in-words.ts';
import type { ContractKind } from './policy.ts';
import type { Snapshot } from './snapshot.ts';

/** Compares the reasons themselves, and those that every procedure may answer. */
export function compareReasons(before: Snapshot, after: Snapshot): Difference[] {
  const details = comparisonOf(before, after, 'output');
  const answered = new Set([
    ...after.commonReasons,
    ...Object.values(after.procedures).flatMap(({ reasons }) => reasons),
  ]);
  const every = 'every procedure';
  const common = [
    ...after.commonReasons
      .filter((reason) => !before.commonReasons.includes(reason))
      .map((reason) =>
        inContract('commonReasonAdded', every, `may answer ${reason} now: a program may get what it does not expect`),
      ),
    ...before.commonReasons
      .filter((reason) => !after.commonReasons.includes(reason))
      .map((reason) => inContract('commonReasonRemoved', every, `does not answer ${reason} any more`)),
  ];
  const single = keysOf(before.reasons, after.reasons).flatMap((reason) => {
    const [was, is] = [before.reasons[reason], after.reasons[reason]];
    if (!is) return [inContract('reasonRemoved', reason, 'is removed')];
    if (!was)
      return answered.has(reason)
        ? [inContract('reasonAdded', reason, 'is new')]
        : [inContract('reasonOfDoorAdded', reason, 'is new: a program may get what it does not expect')];
    const change = (kind: ContractKind, name: string, old: unknown, now: unknown) =>
      old === now ? [] : [inContract(kind, reason, `has the ${name} ${quoted(now)} now, was ${quoted(old)}`)];
    return [
      ...change('codeChanged', 'code', was.code, is.code),
      ...change('statusChanged', 'HTTP status', was.status, is.status),
      ...change('sentenceChanged', 'sentence', was.sentence, is.sentence),
      ...details.compare(was.details, is.details, { direction: 'output', owner: `details of ${reason}`, path: [] }),
    ];
  });
  return [...common, ...single];
}
