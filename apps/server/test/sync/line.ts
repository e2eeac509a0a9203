/** A program's way to a server. A test can cut it, and answers can get lost on it after the server did what was asked. */
export class Line {
  #cut = new AbortController();
  #online = true;
  #losing = 0;

  get isOnline(): boolean {
    return this.#online;
  }

  /** What the program sends its requests with. */
  readonly fetch: typeof fetch = async (input, init) => {
    if (!this.#online) throw new TypeError('fetch failed');
    const signals = [this.#cut.signal, ...(init?.signal ? [init.signal] : [])];
    const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    if (init?.method !== 'POST' || this.#losing === 0) return response;
    this.#losing--;
    await response.arrayBuffer();
    throw new TypeError('fetch failed');
  };

  /** Breaks what is under way, streams as well, and lets nothing pass until {@link heal}. */
  cut(): void {
    this.#online = false;
    this.#cut.abort(new TypeError('fetch failed'));
  }

  heal(): void {
    this.#online = true;
    this.#cut = new AbortController();
  }

  /** Loses the answer of the next write. */
  loseAnswer(): void {
    this.#losing++;
  }
}
