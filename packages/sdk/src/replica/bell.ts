/** Why a replica should do something now: an op waits, somebody asks for a round, or says that he is signed in again. */
export type News = 'op' | 'round' | 'resume';

/** Wakes the loop. */
export class Bell {
  /** How often somebody asked for the next round. */
  calls = 0;
  readonly #hearers = new Set<(news: News) => void>();

  ring(news: News): void {
    if (news !== 'op') this.calls++;
    for (const hear of this.#hearers) hear(news);
  }

  /** Calls back at each ring of this kind, until the function that it gives is called. */
  hear(kinds: readonly News[], callback: () => void): () => void {
    const hear = (news: News) => kinds.includes(news) && callback();
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }
}
