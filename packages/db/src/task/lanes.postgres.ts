import { countTogether } from './weight.ts';

/**
 * Runs calls of one user one batch after the other, in the order in which they came: what comes while a batch is under way waits and goes
 * together as the next. Every write of a user needs the same row lock, so they would wait for each other in any case; together they wait for
 * the disk once, and hold one connection. Nobody waits for another user's, and a call that comes alone runs at once.
 */
export type Lanes<C, R> = (userId: string, weight: number, call: C) => Promise<R>;

export interface LaneRules<C, R> {
  /** Runs a batch of at least one call, and settles each by itself. */
  run: (batch: readonly C[]) => Promise<PromiseSettledResult<R>[]>;
  /** Whether those who wait behind a call that failed so are told the same, rather than to wait as long again. */
  endsAll: (error: unknown) => boolean;
  /** Milliseconds that a call waits for its batch to begin, and what it is told then. It has not been run. */
  waitMs: number;
  late: () => Error;
}

interface Waiting<C, R> {
  weight: number;
  call: C;
  /** Ends the wait; none for a call that did not wait. */
  timer?: NodeJS.Timeout;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/** Makes the lanes; a user has one only while a call of his is under way. */
export function createLanes<C, R>({ run, endsAll, waitMs, late }: LaneRules<C, R>): Lanes<C, R> {
  const lanes = new Map<string, Waiting<C, R>[]>();

  const drive = async (userId: string, lane: Waiting<C, R>[]): Promise<void> => {
    while (lane.length > 0) {
      const batch = lane.splice(0, countTogether(lane));
      for (const { timer } of batch) clearTimeout(timer);
      const results = await settled(batch.map(({ call }) => call));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]!; // one for each call
        if (result.status === 'fulfilled') {
          resolve(result.value);
          continue;
        }
        reject(result.reason);
        if (!endsAll(result.reason)) continue;
        for (const behind of lane.splice(0)) {
          clearTimeout(behind.timer);
          behind.reject(result.reason);
        }
      }
    }
    lanes.delete(userId);
  };
  const settled = async (calls: C[]): Promise<PromiseSettledResult<R>[]> => {
    try {
      return await run(calls);
    } catch (reason) {
      return calls.map(() => ({ status: 'rejected', reason }));
    }
  };

  return (userId, weight, call) =>
    new Promise((resolve, reject) => {
      const waiting: Waiting<C, R> = { weight, call, resolve, reject };
      const lane = lanes.get(userId);
      if (lane) {
        waiting.timer = setTimeout(() => {
          lane.splice(lane.indexOf(waiting), 1);
          reject(late());
        }, waitMs);
        lane.push(waiting);
        return;
      }
      const opened = [waiting];
      lanes.set(userId, opened);
      void drive(userId, opened);
    });
}
