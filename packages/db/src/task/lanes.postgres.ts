import { countTogether, maxWeight } from './weight.ts';

/**
 * Runs calls of many users, those of one user in the order in which they came. Calls of one user that wait for each other go together, as one
 * group: each needs the same row lock. Groups of different users go together, too, when many come at once: they share the round trips, the
 * statement and the wait for the disk. Nobody waits for another user's lock, and a call that comes alone runs at once.
 */
export type Lanes<C, R> = (userId: string, weight: number, call: C) => Promise<R>;

export interface LaneRules<C, R> {
  /** Runs the calls of one user, and settles each by itself. */
  alone: (group: readonly C[]) => Promise<PromiseSettledResult<R>[]>;
  /** Runs groups of different users in one go, and waits for no lock. Undefined for a group that has to run alone. */
  together: (groups: readonly C[][]) => Promise<(R[] | undefined)[]>;
  /** Whether those who wait behind a call that failed so are told the same, rather than to wait as long again. */
  endsAll: (error: unknown) => boolean;
  /** Milliseconds that a call waits for its user's others, and what it is told then. It has not been run. */
  waitMs: number;
  late: () => Error;
}

/** So many runs are under way before what comes waits for one of them to end, to go together with what comes meanwhile: the larger, the cheaper. */
const beforeGathering = 1;

/** But no longer than so many milliseconds: a database that is far away takes its time, and has room for more runs meanwhile. */
const gatherMs = 2;

interface Waiting<C, R> {
  weight: number;
  call: C;
  /** Ends the wait; none for a call whose user has none under way. */
  timer?: NodeJS.Timeout;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/** Makes the lanes; a user has one only while a call of his is under way. */
export function createLanes<C, R>(rules: LaneRules<C, R>): Lanes<C, R> {
  const runner = new Runner(rules);
  return (userId, weight, call) =>
    new Promise((resolve, reject) => {
      runner.add(userId, { weight, call, resolve, reject });
    });
}

class Runner<C, R> {
  readonly #rules: LaneRules<C, R>;
  /** Who waits, by user. */
  readonly #lanes = new Map<string, Waiting<C, R>[]>();
  /** The users of whom calls wait and none is under way, in the order in which they came. */
  readonly #ready = new Set<string>();
  #underWay = 0;
  #starting = false;
  #gathering: NodeJS.Timeout | undefined;

  constructor(rules: LaneRules<C, R>) {
    this.#rules = rules;
  }

  add(userId: string, waiting: Waiting<C, R>): void {
    const lane = this.#lanes.get(userId);
    if (!lane) {
      this.#lanes.set(userId, [waiting]);
      this.#ready.add(userId);
      this.#startSoon();
      return;
    }
    lane.push(waiting);
    if (this.#ready.has(userId)) return;
    waiting.timer = setTimeout(() => {
      lane.splice(lane.indexOf(waiting), 1);
      waiting.reject(this.#rules.late());
    }, this.#rules.waitMs);
  }

  /** At the end of this turn of the event loop, since those that come in one turn go together. */
  #startSoon(): void {
    if (this.#starting || this.#ready.size === 0) return;
    if (this.#underWay >= beforeGathering) {
      this.#gathering ??= setTimeout(() => this.#start(), gatherMs);
      return;
    }
    this.#starting = true;
    setImmediate(() => this.#start());
  }

  #start(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#starting = false;
    const groups = this.#takeGroups();
    if (groups.length === 0) return;
    this.#underWay++;
    void this.#run(groups).finally(() => {
      this.#underWay--;
      this.#startSoon();
    });
    this.#startSoon(); // what was too much for one
  }

  #takeGroups(): Group<C, R>[] {
    const groups: Group<C, R>[] = [];
    let sum = 0;
    for (const userId of this.#ready) {
      const lane = this.#lanes.get(userId)!; // it waits
      const count = countTogether(lane);
      for (const { weight } of lane.slice(0, count)) sum += weight;
      if (sum > maxWeight && groups.length > 0) break;
      this.#ready.delete(userId);
      const waiting = lane.splice(0, count);
      for (const { timer } of waiting) clearTimeout(timer);
      if (waiting.length > 0) groups.push({ userId, waiting });
      else this.#lanes.delete(userId); // all of it waited too long
    }
    return groups;
  }

  async #run(groups: Group<C, R>[]): Promise<void> {
    const [only] = groups;
    if (only && groups.length === 1) return this.#runAlone(only);
    try {
      const results = await this.#rules.together(groups.map((group) => callsOf(group)));
      groups.forEach((group, index) => {
        const values = results[index];
        if (values)
          this.#settle(
            group,
            values.map((value) => ({ status: 'fulfilled', value })),
          );
        else void this.#runAlone(group); // which may have to wait: nobody waits for it
      });
    } catch (reason) {
      for (const group of groups) this.#settle(group, failed(group, reason));
    }
  }

  async #runAlone(group: Group<C, R>): Promise<void> {
    const results = await this.#rules.alone(callsOf(group)).catch((reason: unknown) => failed(group, reason));
    this.#settle(group, results);
  }

  #settle({ userId, waiting }: Group<C, R>, results: PromiseSettledResult<R>[]): void {
    const lane = this.#lanes.get(userId)!; // until here
    for (const [index, { resolve, reject }] of waiting.entries()) {
      const result = results[index]!; // one for each call
      if (result.status === 'fulfilled') {
        resolve(result.value);
        continue;
      }
      reject(result.reason);
      if (!this.#rules.endsAll(result.reason)) continue;
      for (const behind of lane.splice(0)) {
        clearTimeout(behind.timer);
        behind.reject(result.reason);
      }
    }
    if (lane.length === 0) {
      this.#lanes.delete(userId);
      return;
    }
    this.#ready.add(userId);
    this.#startSoon();
  }
}

/** Calls of one user that run together. */
interface Group<C, R> {
  userId: string;
  waiting: Waiting<C, R>[];
}

function callsOf<C, R>({ waiting }: Group<C, R>): C[] {
  return waiting.map(({ call }) => call);
}

function failed<C, R>(group: Group<C, R>, reason: unknown): PromiseRejectedResult[] {
  return group.waiting.map(() => ({ status: 'rejected', reason }));
}
