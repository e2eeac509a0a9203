import type { Refusal, Task } from '@typedo/contract';

/** The server's word on a write: the task as the write left it, or why it was refused. */
export type Outcome =
  | { readonly status: 'applied'; readonly task: Task }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** Who waits for the server's word on a write. */
export class Outcomes {
  readonly #waiting = new Map<string, PromiseWithResolvers<Outcome>>();

  /** Resolves with what becomes of a write; rejects when the replica is closed, or could not store it. */
  of(mutationId: string): Promise<Outcome> {
    const outcome = Promise.withResolvers<Outcome>();
    this.#waiting.set(mutationId, outcome);
    outcome.promise.catch(() => {}); // nobody need wait for it
    return outcome.promise;
  }

  tell(mutationId: string, outcome: Outcome): void {
    this.#waiting.get(mutationId)?.resolve(outcome);
    this.#waiting.delete(mutationId);
  }

  forget(mutationId: string, error: unknown): void {
    this.#waiting.get(mutationId)?.reject(error);
    this.#waiting.delete(mutationId);
  }

  forgetAll(error: Error): void {
    for (const mutationId of this.#waiting.keys()) this.forget(mutationId, error);
  }
}
