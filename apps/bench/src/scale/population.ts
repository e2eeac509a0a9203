import type { FilledAccount } from '@typedo/db/testing/filling';

/** An account, and its place among all, from 1. */
export type Account = FilledAccount & { readonly number: number };

/** The accounts of one size of database. */
export interface Population {
  /** All of them, in the order of their ids. */
  readonly accounts: readonly Account[];
  /** Those with a hundred tasks: nine tenths of all tasks. */
  readonly some: readonly Account[];
  /** Those with a thousand. */
  readonly more: readonly Account[];
  /** The one with a hundred thousand, where there is room for it; none otherwise. */
  readonly most: readonly Account[];
}

/** How many tasks accounts have. */
const sizes = { some: 100, more: 1_000, most: 100_000 };

/** Makes up the accounts that have so many tasks together, about. */
export function createPopulation(tasks: number): Population {
  const most = tasks >= sizes.most * 10 ? 1 : 0;
  const rest = tasks - most * sizes.most;
  const more = Math.max(1, Math.round(rest / 10 / sizes.more));
  const some = Math.round((rest - more * sizes.more) / sizes.some);
  const accounts = [sizes.most, sizes.more, sizes.some].flatMap((tasks, kind) =>
    Array.from({ length: [most, more, some][kind] ?? 0 }, () => tasks),
  );
  const numbered = accounts.map((tasks, at) => ({ userId: userId(at + 1), tasks, number: at + 1 }));
  const withTasks = (tasks: number) => numbered.filter((account) => account.tasks === tasks);
  return { accounts: numbered, some: withTasks(sizes.some), more: withTasks(sizes.more), most: withTasks(sizes.most) };
}

/** As long as real ids, which the accounts' library makes of 32 characters. */
function userId(number: number): string {
  return `user-${String(number).padStart(27, '0')}`;
}

/** Gives the values in turn, in an order that jumps through all of them, and begins again behind the last. */
export function* inTurn<T>(values: readonly T[]): Generator<T, never> {
  // A prime that no length of ours is a multiple of: each value comes once before any comes again.
  for (let at = 0; ; at = (at + 7_919) % values.length) yield values[at]!; // it is below the length
}
