import { availableParallelism } from 'node:os';
import type { Found } from './found.ts';
import { Lane, type Caught } from './lane.ts';
import type { Mutant } from './mutant.ts';

/** What became of a mutant; null when nobody noticed it. */
export interface Verdict {
  readonly mutant: Mutant;
  readonly caught: Caught | null;
}

/**
 * Tries mutants, a lane for each core, and calls `told` after each of them. When `signal` aborts, or a lane fails, the others end with the
 * mutant that they try, and all copies go.
 */
export async function run(
  mutants: readonly Mutant[],
  { sources }: Found,
  { told, signal }: { told: (verdict: Verdict, done: number) => void; signal: AbortSignal },
): Promise<Verdict[]> {
  const waiting = mutants.values();
  const verdicts: Verdict[] = [];
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const work = async (): Promise<void> => {
    await using lane = await Lane.open();
    for (const mutant of waiting) {
      if (ended.aborted) return;
      const source = sources.get(mutant.file);
      if (!source) throw new Error(`${mutant.file} was not read`);
      const verdict = { mutant, caught: await lane.judge(mutant, source.text) };
      verdicts.push(verdict);
      told(verdict, verdicts.length);
    }
  };
  const lanes = Array.from({ length: Math.min(availableParallelism(), mutants.length) }, () =>
    work().catch((cause: unknown) => {
      failed.abort();
      throw cause;
    }),
  );
  await Promise.allSettled(lanes); // each has put away its copy
  await Promise.all(lanes);
  return verdicts;
}
