import { limits } from '@typedo/contract';

/** A call as it came, before its input is checked. */
interface Call {
  readonly path: string;
  readonly getRawInput: () => Promise<unknown>;
}

/** Rows that a call may bring for the price of one: a page of any list. */
const rowsOfOne = limits.page.max;

/**
 * How many calls a request makes, as the limits count them: each is one, but a push is as many as it has mutations, a change of many tasks as
 * many as it has ids, and what brings many rows one for each hundred of them: they cost the server as much.
 */
export async function countCalls(calls: readonly Call[]): Promise<number> {
  const counts = await Promise.all(calls.map(countOf));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countOf({ path, getRawInput }: Call): Promise<number> {
  switch (path) {
    case 'sync.push':
      return lengthOf(await keyOf(getRawInput, 'mutations'), limits.push.max);
    case 'task.updateMany':
    case 'task.deleteMany':
      return lengthOf(await keyOf(getRawInput, 'ids'), limits.many.max);
    case 'sync.pull':
      return pagesOf(await keyOf(getRawInput, 'limit'), limits.pull);
    case 'account.export':
      return pagesOf(await keyOf(getRawInput, 'limit'), limits.export);
    default:
      return 1;
  }
}

/** What cannot be read is refused when the call runs. */
async function keyOf(getRawInput: Call['getRawInput'], key: string): Promise<unknown> {
  const input = await getRawInput().catch(() => null);
  return typeof input === 'object' && input !== null && Object.hasOwn(input, key)
    ? input[key as keyof typeof input] // which it has
    : undefined;
}

function lengthOf(list: unknown, max: number): number {
  return Array.isArray(list) ? Math.min(Math.max(1, list.length), max) : 1;
}

function pagesOf(limit: unknown, { default: usual, max }: { default: number; max: number }): number {
  const rows = typeof limit === 'number' && limit >= 1 && limit <= max ? limit : usual;
  return Math.ceil(rows / rowsOfOne);
}
