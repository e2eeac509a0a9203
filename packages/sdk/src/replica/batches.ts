/**
 * How many ops go into the next push. When a push was refused whole, half as many, until the op that is to blame is alone. After that it
 * begins with one and doubles: where one is bad, more may be. The order of ops never changes: what comes before goes through first.
 */
export class Batches {
  readonly #most: number;
  #size: number;
  /** The op to blame is among so many at the head; 0 when there is none. */
  #suspects = 0;

  constructor(most: number) {
    this.#most = most;
    this.#size = most;
  }

  get size(): number {
    return this.#size;
  }

  /** A push of so many went through. */
  passed(count: number): void {
    this.#suspects = Math.max(0, this.#suspects - count);
    this.#size = this.#suspects > 0 ? Math.ceil(this.#suspects / 2) : Math.min(this.#most, this.#size * 2);
  }

  /** A push of so many was refused whole. If it was one, that was to blame. */
  refused(count: number): void {
    this.#suspects = count === 1 ? 0 : count;
    this.#size = Math.ceil(count / 2);
  }

  /** A push of so many took too long. */
  tooLong(count: number): void {
    this.#suspects = 0;
    this.#size = Math.ceil(count / 2);
  }
}
