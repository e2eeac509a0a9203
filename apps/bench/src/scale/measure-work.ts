import type { Client } from '../stage/client.ts';
import { quantile } from '../stage/quantile.ts';
import { inTurn, type Account } from './population.ts';
import { greet, type Work } from './works.ts';

/** How fast something is. */
export interface Figures {
  /** Milliseconds of a call that is alone, of the median one and of the slowest in a hundred. */
  readonly p50: number;
  readonly p99: number;
  /** Calls in a second at 16 connections. */
  readonly perSecond: number;
}

const connections = 16;

/** How many accounts ask at 16 connections: so many are in the smallest database too, and their keys are as often looked up there. */
const fewAccounts = 80;

/** A work in one database, and who asks for it. */
export interface Asked {
  readonly client: Client;
  readonly work: Work;
}

/**
 * Measures a work in several databases in turn, for so many milliseconds in each round, on one connection and again on 16. Gives the figures of each:
 * the median round's. Rejects when a call is refused.
 */
export async function measureWork(asked: readonly Asked[], rounds: number, ms: number): Promise<Figures[]> {
  const found = asked.map(() => ({ times: Array<number[]>(), perSecond: Array<number>() }));
  for (let round = 0; round < rounds; round++) {
    for (const [at, { client, work }] of asked.entries()) {
      found[at]?.times.push(await ask(client, work, ms));
      found[at]?.perSecond.push(await askAtOnce(client, work, ms));
    }
  }
  return found.map(({ times, perSecond }) => ({
    p50: middle(times.map((each) => quantile(each, 0.5))),
    p99: middle(times.map((each) => quantile(each, 0.99))),
    perSecond: middle(perSecond),
  }));
}

function middle(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Asks one call after the other, of every account there is in turn, so that what they read is rarely at hand. */
async function ask(client: Client, work: Work, ms: number): Promise<number[]> {
  const accounts = inTurn(work.accounts);
  const times: number[] = [];
  for (let spent = 0; spent < ms * 1.2;) {
    const account = accounts.next().value;
    await client.ask(greet(account));
    const answer = await client.ask(work.call(account));
    spent += answer.ms;
    if (spent > ms / 5) times.push(answer.ms); // before that everything warms up
  }
  return times;
}

async function askAtOnce(client: Client, work: Work, ms: number): Promise<number> {
  const accounts = inTurn(spread(work.accounts));
  const begun = performance.now();
  const from = begun + ms / 5;
  let [calls, end] = [0, begun];
  const askOn = async () => {
    while (end < begun + ms * 1.2) {
      await client.ask(work.call(accounts.next().value));
      end = performance.now();
      if (end >= from) calls++;
    }
  };
  await Promise.all(Array.from({ length: connections }, askOn));
  return (calls / (end - from)) * 1000;
}

/** A few of the accounts, from everywhere. */
function spread(accounts: readonly Account[]): Account[] {
  const count = Math.min(fewAccounts, accounts.length);
  return Array.from({ length: count }, (_, at) => accounts[Math.floor((at * accounts.length) / count)]!); // it is below the length
}
