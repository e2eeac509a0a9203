import { levels, type Level } from './policy.ts';

/** The least version after `last` that a difference of some level asks for. */
export function nextVersion(last: string, level: Level): string {
  const [major, minor, patch] = numbersOf(last);
  if (level === 'major') return `${major + 1}.0.0`;
  return level === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** Below 0 when the first version is older, above 0 when it is newer. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The level that asks for most; undefined for none. */
export function highest(found: readonly Level[]): Level | undefined {
  return levels.find((level) => found.includes(level));
}

function numbersOf(version: string): [major: number, minor: number, patch: number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
}
