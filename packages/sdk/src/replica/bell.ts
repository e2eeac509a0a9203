/**
 * Why a replica should do something now: an op waits, somebody asks for a round, the server answers again after it did not, or everything
 * is to be begun anew because the user has signed in or the network is another one.
 */
export type News = 'op' | 'round' | 'answers' | 'resume';

/** Wakes the loops. */
export class Bell {
  readonly #hearers = new Set<(news: News) => void>();

  ring(news: News): void {
    for (const hear of this.#hearers) hear(news);
  }

  /** Calls back at each ring, until the function that it gives is called. */
  hear(callback: (news: News) => void): () => void {
    const own = (news: News) => callback(news); // one that hears twice is two
    this.#hearers.add(own);
    return () => void this.#hearers.delete(own);
  }
}
