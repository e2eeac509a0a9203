import { createHash } from 'node:crypto';
import { createRandom, idOf } from './random.ts';
import { writeTexts, type Texts } from './texts.ts';

/** Somebody with an API key and tasks. */
export interface Person {
  readonly userId: string;
  /** Of the API key. */
  readonly secret: string;
  /** Of some of the tasks, as many as are worth asking for one by one, over all of them. */
  readonly ids: readonly string[];
}

/** Who is in the databases. It can travel as JSON. */
export interface Cast {
  readonly small: Person;
  readonly large: Person;
  readonly writers: readonly Person[];
  readonly hot: Person;
}

/** How many tasks the large account has, and all others. */
export interface Sizes {
  readonly large: number;
  readonly others: number;
}

/** A task as it was created; nothing has happened to it since. */
export interface SeedTask extends Texts {
  readonly id: string;
  readonly complete: boolean;
  /** Milliseconds since 1970; each later than the one before. */
  readonly at: number;
}

/** A person with all tasks, the oldest first. */
export interface Seed {
  readonly person: Person;
  readonly keyId: string;
  readonly keyHash: string;
  readonly tasks: readonly SeedTask[];
}

/** Makes up everybody and their tasks of the last sixty days. */
export function createSeeds(sizes: Sizes, now: number): { cast: Cast; seeds: Seed[] } {
  const small = createSeed('small', sizes.others, now);
  const large = createSeed('large', sizes.large, now);
  const hot = createSeed('hot', sizes.others, now);
  const writers = Array.from({ length: 16 }, (_, index) => createSeed(`writer-${index + 1}`, sizes.others, now));
  const cast = {
    small: small.person,
    large: large.person,
    hot: hot.person,
    writers: writers.map(({ person }) => person),
  };
  return { cast, seeds: [small, large, hot, ...writers] };
}

/** The hash by which a key is found: SHA-256 in base64url. */
function hashOfKey(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

const sampled = 4096;

const days = 24 * 60 * 60 * 1000;

function createSeed(userId: string, count: number, now: number): Seed {
  const digest = createHash('sha256').update(userId).digest();
  const random = createRandom(digest.readUInt32BE());
  const begin = now - 60 * days;
  const step = Math.max(1, Math.trunc((59 * days) / count));
  const tasks = Array.from({ length: count }, (_, index) => {
    const at = begin + index * step;
    return { id: idOf(at, random), ...writeTexts(random), complete: random() < 0.3, at };
  });
  const secret = `tdo_${digest.toString('hex')}`;
  const stride = Math.max(1, count / sampled);
  const ids = Array.from(
    { length: Math.min(count, sampled) },
    (_, index) => tasks[Math.trunc(index * stride)]?.id ?? '',
  );
  return {
    person: { userId, secret, ids: shuffled(ids, random) },
    keyId: `key-of-${userId}`,
    keyHash: hashOfKey(secret),
    tasks,
  };
}

/** Neighbours in time are neighbours in the index, and would be read from the same page again and again. */
function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
