import { limits } from '@typedo/contract';

/** A call as it came, before its input is checked. */
interface Call {
  readonly path: string;
  readonly getRawInput: () => Promise<unknown>;
}

/** How many calls a request makes, as the limits count them: each is one, and a push as many as it has mutations. */
export async function countCalls(calls: readonly Call[]): Promise<number> {
  const counts = await Promise.all(calls.map(countOf));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countOf({ path, getRawInput }: Call): Promise<number> {
  if (path !== 'sync.push') return 1;
  const input = await getRawInput().catch(() => null); // what cannot be read is refused when the call runs
  const mutations = typeof input === 'object' && input !== null && 'mutations' in input ? input.mutations : null;
  return Array.isArray(mutations) ? Math.min(Math.max(1, mutations.length), limits.push.max) : 1;
}
