import { createHmac } from 'node:crypto';
import { refused, type Database } from '@typedo/db';
import { neighbourhoodOf } from '../http/client-address.ts';
import { createSharedCounter, deleteExpired, type Rule, type SharedCounter } from './shared-counter.ts';

/** An attempt that was counted. */
export interface Attempt {
  /** To be called when it succeeded: only failed ones count. Never rejects. */
  succeeded(): Promise<void>;
}

/**
 * Counts attempts at what must not be guessed or made in numbers, in the database, so that all servers share the count and a restart does not
 * end it. Each function throws Refused: RATE_LIMITED when there were too many, UNAVAILABLE when they cannot be counted.
 */
export interface Attempts {
  /** A sign-in, with an e-mail address in lower case. */
  signIn(from: { address: string; email: string }): Promise<Attempt>;
  signUp(address: string): Promise<void>;
  /** Somebody who is signed in proves that it is he, by the password of the account. */
  password(userId: string): Promise<Attempt>;
  /**
   * Marks that an account, by its e-mail address in lower case, was used from an address by who had proved to be its owner: no number of guesses
   * from elsewhere keeps that address out then. For what is rare; reads once, and writes only when the mark is old. Never rejects.
   */
  used(from: { address: string; email: string }): Promise<void>;
  /** A new API key. */
  key(userId: string): Promise<void>;
}

const minutes = 60; // in seconds
const day = 24 * 60 * minutes;

/**
 * Failed sign-ins count three times: of an address, of an e-mail address from one address, and of an e-mail address from all those that it was
 * not used from before. So 100 guesses an hour are the most for one account, however many addresses somebody has, and 40 more from each address
 * where it was used; who makes them from elsewhere keeps its owner out only from where he never was.
 */
const rules = {
  signInAddress: { name: 'sign-in-address', points: 60, seconds: 15 * minutes },
  signInPair: { name: 'sign-in-pair', points: 10, seconds: 15 * minutes },
  signInEmail: { name: 'sign-in-email', points: 25, seconds: 15 * minutes },
  /** Marks from where an account was used: made, signed in to, given a new password, or its session renewed. */
  known: { name: 'sign-in-known', points: 1, seconds: 30 * day },
  signUp: { name: 'sign-up', points: 30, seconds: 60 * minutes },
  password: { name: 'password', points: 10, seconds: 15 * minutes },
  key: { name: 'key', points: 30, seconds: 60 * minutes },
} satisfies Record<string, Rule>;

/** How often what has expired is deleted, in milliseconds: beside attempts, so that an idle database can sleep. */
const cleanEvery = 10 * minutes * 1000;

/** Makes the counts of attempts; `secret` hides in the database whom they count. */
export function createAttempts({ database, secret }: { database: Database; secret: string }): Attempts {
  const counter = (rule: Rule): SharedCounter => createSharedCounter(database, rule);
  const signInAddress = counter(rules.signInAddress);
  const signInPair = counter(rules.signInPair);
  const signInEmail = counter(rules.signInEmail);
  const known = counter(rules.known);
  const signUp = counter(rules.signUp);
  const password = counter(rules.password);
  const keys = counter(rules.key);
  const hidden = hider(secret);
  const clean = createCleaner(database);

  const takeAll = async (points: Point[]): Promise<void> => {
    await clean();
    const retryAfter = await takeEach(points);
    if (retryAfter > 0) throw refused('RATE_LIMITED', { retryAfter });
  };
  const take = (count: SharedCounter, key: string): Promise<void> => takeAll([{ count, key }]);
  const isOld = (knownFor: number): boolean => knownFor < rules.known.seconds / 2;
  const pairOf = (address: string, email: string): string => hidden(neighbourhoodOf(address), email);
  const mark = async (pair: string): Promise<void> => {
    if (isOld(await known.left(pair))) await known.begin(pair);
  };
  return {
    async signIn({ address, email }) {
      const from = hidden(neighbourhoodOf(address));
      const pair = pairOf(address, email);
      const whose = hidden(email);
      const knownFor = await known.left(pair);
      await takeAll([
        { count: signInAddress, key: from },
        { count: signInPair, key: pair },
        ...(knownFor === 0 ? [{ count: signInEmail, key: whose }] : []),
      ]);
      return {
        succeeded: () =>
          settled([
            signInAddress.giveBack(from),
            signInPair.giveBack(pair),
            ...(knownFor === 0 ? [signInEmail.giveBack(whose)] : []),
            ...(isOld(knownFor) ? [known.begin(pair)] : []),
          ]),
      };
    },
    signUp: (address) => take(signUp, hidden(neighbourhoodOf(address))),
    async password(userId) {
      const whose = hidden(userId);
      await take(password, whose);
      return { succeeded: () => settled([password.giveBack(whose)]) };
    },
    used: ({ address, email }) => settled([mark(pairOf(address, email))]),
    key: (userId) => take(keys, hidden(userId)),
  };
}

/** Counts nothing. */
export const uncounted: Attempts = {
  signIn: async () => ({ succeeded: async () => {} }),
  signUp: async () => {},
  password: async () => ({ succeeded: async () => {} }),
  used: async () => {},
  key: async () => {},
};

/** A point of a key. */
interface Point {
  readonly count: SharedCounter;
  readonly key: string;
}

/**
 * Takes all of these points or none, and gives 0 or the longest wait, in seconds. One after the other: what is refused for its address takes
 * nothing from the owner of the e-mail address, not even for a moment.
 */
async function takeEach(points: Point[]): Promise<number> {
  for (const [turn, { count, key }] of points.entries()) {
    const wait = await count.take(key);
    if (wait === 0) continue;
    await settled(points.slice(0, turn).map((taken) => taken.count.giveBack(taken.key)));
    return Math.max(wait, ...(await Promise.all(points.slice(turn + 1).map((later) => later.count.wait(later.key)))));
  }
  return 0;
}

/** What succeeded stays so, though it then counts as if it had not. */
async function settled(all: Promise<void>[]): Promise<void> {
  await Promise.allSettled(all);
}

/** Whoever reads the table cannot even try whether an address is in it. The key is not the one that signs cookies. */
function hider(secret: string): (...parts: string[]) => string {
  const key = createHmac('sha256', secret).update('typedo: who made attempts').digest();
  return (...parts) => createHmac('sha256', key).update(parts.join('\0')).digest('base64url');
}

/** Fails silently: the next attempt may succeed, and expired rows count for nothing. */
function createCleaner(database: Database): () => Promise<void> {
  let next = 0;
  return async () => {
    const now = performance.now();
    if (now < next) return;
    next = now + cleanEvery;
    await deleteExpired(database, Date.now()).catch(() => {}); // by the clock that the rows were written by
  };
}
