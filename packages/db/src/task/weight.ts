import { limits } from '@typedo/contract';
import type { Mutation } from './task-store.ts';

/**
 * How much goes into one transaction that several calls share, in tasks: no more than a single call may bring, so that sharing makes
 * nobody wait longer for a lock or for the event loop than a call alone can.
 */
export const maxWeight = limits.push.max;

/** How many tasks a write names. */
export function weightOf(mutations: readonly Mutation[]): number {
  return mutations.reduce((sum, mutation) => sum + ('ids' in mutation ? mutation.ids.length : 1), 0);
}

/** How many of those that wait, from the first on, go into one transaction together: one at least. */
export function countTogether(waiting: readonly { weight: number }[]): number {
  let weight = 0;
  const end = waiting.findIndex((each, index) => (weight += each.weight) > maxWeight && index > 0);
  return end === -1 ? waiting.length : end;
}
