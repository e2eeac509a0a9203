import { compare } from './compare.ts';
import type { Difference } from './difference.ts';
import { GateError } from './gate-error.ts';
import { Releases } from './releases.ts';
import { linesOf } from './report.ts';
import { same } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { compareVersions, highest, nextVersion } from './version.ts';

/** What the gate found. */
export interface Verdict {
  /** Whether the declared version covers all that differs. */
  readonly passed: boolean;
  /** In plain words. */
  readonly text: string;
  readonly differences: readonly Difference[];
}

/** Judges today's contract against its last release. Throws a GateError when there is none that it can read. */
export function check(today: Snapshot, folder: string): Verdict {
  const releases = new Releases(folder);
  const last = releases.versions().at(-1);
  if (last === undefined) throw new GateError(`The contract has no release yet. ${write}`);
  const declared = today.version;
  const differences = compare(releases.read(last), today);
  const level = highest(differences.map((one) => one.level));
  const needed = level ? nextVersion(last, level) : last;
  const passed = compareVersions(declared, needed) >= 0;
  const found = level
    ? [
        `Since ${last} the contract differs:`,
        ...sections(differences),
        `That is ${level}: it needs ${needed} at least.`,
      ]
    : [`The contract is that of ${last}.`];
  if (!passed)
    found.push(
      `The version declared is ${declared}, which does not cover that. Declare ${needed} in packages/contract/src/version.ts, or take the change back.`,
    );
  else if (declared !== last) found.push(`The version declared is ${declared}, which covers it. ${write}`);
  return { passed, text: found.join('\n\n'), differences };
}

const write = '`npx pnpm contract:release` writes it down.';

/**
 * Writes the snapshot and the changelog's entry of the declared version. Throws a GateError when the version does not cover what differs, or
 * has a release that differs. `day` is what the entry says, as `2026-11-26`.
 */
export function release(today: Snapshot, folder: string, day: string): string {
  const releases = new Releases(folder);
  const { version } = today;
  const isFirst = releases.versions().length === 0;
  if (releases.versions().includes(version)) {
    if (same(releases.read(version), today)) return `${version} is released already, and nothing differs.`;
    throw new GateError(
      `${version} is released already, and differs from today's contract.\n\n${check(today, folder).text}`,
    );
  }
  const { passed, text, differences } = isFirst ? first : check(today, folder);
  if (!passed) throw new GateError(text);
  const lines = isFirst
    ? ['First release.']
    : differences.length > 0
      ? sections(differences)
      : ['Nothing that a program sees.'];
  releases.write(today);
  releases.addToChangelog([`## ${version} (${day})`, ...lines].join('\n\n'));
  return `Wrote releases/${version}.json and its entry in CHANGELOG.md.`;
}

/** Throws a GateError when today's contract is not its last release: what is published must name a version that is written down. */
export function refuseUnreleased(today: Snapshot, folder: string): void {
  const { passed, text } = check(today, folder);
  const last = new Releases(folder).versions().at(-1);
  if (!passed) throw new GateError(text);
  if (last !== today.version) throw new GateError(`Contract ${today.version} is not released. ${write}`);
}

/** There is nothing that the first release could differ from. */
const first: Verdict = { passed: true, text: '', differences: [] };

function sections(differences: readonly Difference[]): string[] {
  return linesOf(differences).map(({ level, lines }) => `### ${headings[level]}\n\n${lines.join('\n')}`);
}

const headings = { major: 'Major', minor: 'Minor', patch: 'Patch' } as const;
