import { hash as digest } from 'node:crypto';

/** What a lookup found, and for how many milliseconds it may be believed. */
export interface Found<T> {
  value: T;
  validMs: number;
}

/** Milliseconds for which a credential that proves somebody is kept itself, so that it is not hashed for each call. */
const keptMs = 2_000;

/**
 * Remembers for moments what a credential proves. Callers with the same credential share one lookup. Credentials themselves
 * are kept for two seconds at most, and only those that prove something; beyond that there are only their hashes.
 */
export class PrincipalCache<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();
  /** The hashes of credentials that came a moment ago. */
  readonly #hashes = new Map<string, string>();
  /** Lookups under way. One that is no longer in here when it ends began before a revocation, and must not be remembered. */
  readonly #lookups = new Map<string, Promise<Found<T>>>();
  readonly #limit: number;
  readonly #clock: () => number;

  /** `limit` bounds the memory, in entries; `clock` gives milliseconds. */
  constructor({ limit, clock }: { limit: number; clock: () => number }) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** What the credential proves, at once when that is known; asks `look` otherwise. A failure is not remembered. */
  resolve(credential: string, look: () => Promise<Found<T>>): T | Promise<T> {
    const known = this.#hashes.get(credential);
    const key = known ?? hash(credential);
    const entry = this.#entries.get(key);
    if (!entry || entry.until <= this.#clock()) return this.#look(key, look);
    if (known === undefined && entry.value !== null) this.#keep(credential, key);
    return entry.value;
  }

  #keep(credential: string, key: string): void {
    if (this.#hashes.size === 0) setTimeout(() => this.#hashes.clear(), keptMs).unref();
    if (this.#hashes.size < this.#limit) this.#hashes.set(credential, key);
  }

  async #look(key: string, look: () => Promise<Found<T>>): Promise<T> {
    const running = this.#lookups.get(key);
    if (running) return (await running).value;

    // From before the lookup: what is revoked while it runs may be believed no longer than anything else.
    const asked = this.#clock();
    const lookup = look();
    this.#lookups.set(key, lookup);
    try {
      const { value, validMs } = await lookup;
      if (this.#lookups.get(key) === lookup) this.#remember(key, { value, until: asked + validMs });
      return value;
    } finally {
      if (this.#lookups.get(key) === lookup) this.#lookups.delete(key);
    }
  }

  /** Forgets one credential. To be called after whatever takes a right away. */
  forget(credential: string): void {
    for (const map of [this.#entries, this.#lookups]) map.delete(hash(credential));
  }

  /**
   * Forgets the credentials whose value is meant, and keeps the others. Whatever is being looked up is not remembered, since nobody knows yet what it
   * will prove: that costs a lookup more, each.
   */
  forgetThose(isMeant: (value: T) => boolean): void {
    this.#lookups.clear();
    for (const [key, { value }] of this.#entries) if (isMeant(value)) this.#entries.delete(key);
  }

  #remember(key: string, entry: { value: T; until: number }): void {
    this.#entries.delete(key); // so that the order is by age
    this.#entries.set(key, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#limit && oldest !== undefined) this.#entries.delete(oldest);
  }
}

function hash(credential: string): string {
  return digest('sha256', credential, 'base64');
}
