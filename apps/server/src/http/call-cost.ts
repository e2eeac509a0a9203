import { limits } from '@typedo/contract';

/** A call as it came, before its input is checked. */
interface Call {
  readonly path: string;
  readonly getRawInput: () => Promise<unknown>;
}

/** Rows that a pull or an export may bring for the price of one call: what they cost the server. */
const rowsOfOne = 20;

/** What a request costs. */
export interface Cost {
  /** In calls. */
  readonly calls: number;
  /** Whether the server is busy with it for long, by its many rows. */
  readonly heavy: boolean;
}

/**
 * What a request costs by the calls that it makes: each is one, but a push is as many as it has mutations, a change of many tasks as many as
 * it has ids, and what brings many rows one for each twenty of them: they cost the server as much.
 */
export async function costOf(calls: readonly Call[]): Promise<Cost> {
  const costs = await Promise.all(calls.map(costOfOne));
  return { calls: sum(costs.map(({ calls }) => calls)), heavy: costs.some(({ heavy }) => heavy) };
}

async function costOfOne({ path, getRawInput }: Call): Promise<Cost> {
  switch (path) {
    case 'sync.push':
      return { calls: lengthOf(await keyOf(getRawInput, 'mutations'), limits.push.max), heavy: false };
    case 'task.updateMany':
    case 'task.deleteMany':
      return { calls: lengthOf(await keyOf(getRawInput, 'ids'), limits.many.max), heavy: false };
    case 'sync.pull':
      return ofRows(await keyOf(getRawInput, 'limit'), limits.pull);
    case 'account.export':
      return ofRows(await keyOf(getRawInput, 'limit'), limits.export);
    default:
      return { calls: 1, heavy: false };
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

function ofRows(limit: unknown, { default: usual, max }: { default: number; max: number }): Cost {
  const rows = typeof limit === 'number' && limit >= 1 && limit <= max ? limit : usual;
  return { calls: Math.ceil(rows / rowsOfOne), heavy: rows > limits.page.max };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
