import { Comparison } from './compare-schemas.ts';
import type { Direction } from './policy.ts';
import type { Snapshot } from './snapshot.ts';

/** Compares schemas of two contracts in one direction. */
export function comparisonOf(before: Snapshot, after: Snapshot, direction: Direction): Comparison {
  const side = ({ definitions, wordedRules }: Snapshot) => ({
    definitions: direction === 'input' ? definitions.inputs : definitions.outputs,
    wordedRules,
  });
  return new Comparison(side(before), side(after));
}

/** The keys of two records, those of the first before those that only the second has. */
export function keysOf(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}
