import { inContract, type Difference } from './difference.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Compares the limits. What a schema carries is judged where it does; here it is only told, unless a name is missing, which a program may
 * read. Those that the server keeps are judged like inputs.
 */
export function compareLimits(before: Snapshot, after: Snapshot): Difference[] {
  const [was, is] = [edgesOf(before), edgesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((edge) => {
    const [old, now] = [was.get(edge), is.get(edge)];
    const where = `limits.${edge}`;
    const [name = ''] = edge.split('.');
    const ofServer = after.serverLimits.includes(name);
    if (old === now) return [];
    if (now === undefined)
      return [
        inContract('limitRemoved', where, `is removed, was ${inDigits(old)}: a program that reads it finds nothing`),
      ];
    if (old === undefined)
      return ofServer
        ? [inContract('limitAdded', where, `is new: ${inDigits(now)}: what was possible may be refused`)]
        : [inContract('schemaLimitAdded', where, `is new: ${inDigits(now)}`)];
    const change = `is ${inDigits(now)}, was ${inDigits(old)}`;
    if (!ofServer)
      return [inContract('schemaLimitChanged', where, `${change}: what that changes is said of the schemas with it`)];
    const tightened = edge.endsWith('.min') ? now > old : edge.endsWith('.default') || now < old;
    return tightened
      ? [inContract('limitTightened', where, `${change}: what was possible may be refused`)]
      : [inContract('limitLoosened', where, `${change}: more is possible than before`)];
  });
}

/** The single numbers: `title.max`, `mutationDays`. */
function edgesOf({ limits }: Snapshot): Map<string, number> {
  return new Map(
    Object.entries(limits).flatMap(([name, limit]): [string, number][] =>
      typeof limit === 'number'
        ? [[name, limit]]
        : Object.entries(limit).map(([edge, value]) => [`${name}.${edge}`, value]),
    ),
  );
}

function inDigits(value: number | undefined): string {
  return (value ?? 0).toLocaleString('en');
}
