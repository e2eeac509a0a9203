import type { Principal } from '../principal.ts';

/**
 * The condition of every statement about tasks, and its first parameter. No other place may say whose rows are meant, and
 * nothing that a caller sent can become one.
 */
export const mine = 'user_id = $1';

/** The parameters of a statement that begins with {@link mine}. */
export function ownedBy(principal: Pick<Principal, 'userId'>, ...rest: unknown[]): unknown[] {
  return [principal.userId, ...rest];
}

/** The condition of a statement about the tasks of several, for each row of `wanted`, which are made by {@link eachOwnedBy}. */
export const theirs = `user_id = wanted."userId"`;

/** What a statement wants of somebody's, as a row of `wanted`. */
export function eachOwnedBy<T extends object>(principal: Pick<Principal, 'userId'>, rest: T): T & { userId: string } {
  return { ...rest, userId: principal.userId };
}
