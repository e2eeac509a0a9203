/**
 * How many ops go into the next push. Usually as many as may; when a push was refused whole, halves, until the op that is to blame is
 * alone. The order of ops never changes: what comes before it goes through first.
 */
export class Batches {
  readonly #most: number;
  /** The op to blame is among so many at the head; 0 when there is none. */
  #suspects = 0;
  /** Of those, so many are tried next. */
  #tried = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#suspects > 0 ? this.#tried : this.#most;
  }

  /** A push of so many went through. */
  passed(count: number): void {
    this.#search(Math.max(0, this.#suspects - count));
  }

  /** A push of so many was refused whole. If it was one, that was to blame. */
  refused(count: number): void {
    this.#search(count === 1 ? 0 : count);
  }

  #search(suspects: number): void {
    this.#suspects = suspects;
    this.#tried = Math.ceil(suspects / 2);
  }
}
