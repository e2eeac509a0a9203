import { written, type Difference, type Place } from './difference.ts';
import { listed } from './in-words.ts';
import { levels, type Level } from './policy.ts';

/** The differences of each level as items of a Markdown list, the same ones of several places together. */
export function linesOf(differences: readonly Difference[]): { level: Level; lines: string[] }[] {
  return levels
    .map((level) => ({ level, lines: groupsOf(differences.filter((one) => one.level === level)).map(lineOf) }))
    .filter(({ lines }) => lines.length > 0);
}

/** What became of the same key in several places. */
function groupsOf(differences: readonly Difference[]): Difference[][] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const { kind, place, words, where } = difference;
    const key = place ? JSON.stringify([kind, place.direction, subjectOf(place), words]) : where + words;
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return [...groups.values()];
}

function lineOf(group: readonly Difference[]): string {
  const [first] = group;
  if (!first) return '';
  const { where, words, place } = first;
  if (!place || group.length === 1) return `- \`${where}\` ${words}`;
  return [`- \`${subjectOf(place)}\` (${place.direction}) ${words}`, ...placesOf(group)].join('\n  - ');
}

/** The last key of a path: what the difference is about. */
function subjectOf({ path, owner }: Place): string {
  return path.findLast((key) => /^\w/.test(key)) ?? owner;
}

/** Where it is: a definition once, with who has it; else each owner with its paths. */
function placesOf(group: readonly Difference[]): string[] {
  const found = new Map<string, { paths: Set<string>; owners: Set<string> }>();
  for (const { place } of group) {
    if (!place) continue;
    const { owner, path, shared = { name: owner, path } } = place;
    const { paths, owners } = found.get(shared.name) ?? { paths: new Set(), owners: new Set() };
    paths.add(`\`${written(shared.path)}\``);
    if (place.shared) owners.add(owner);
    found.set(shared.name, { paths, owners });
  }
  return [...found].map(([name, { paths, owners }]) => {
    const line = `${name}: ${listed([...paths])}`;
    return owners.size > 0 ? `${line} (in ${listed([...owners])})` : line;
  });
}
