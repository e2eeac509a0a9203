import { wholeTask, type Refusal, type Task } from '@typedo/contract';
import type { Keeper } from './keeper.ts';

/** The server's word on a write: the task as the write left it, or why it was refused. */
export type Outcome =
  | { readonly status: 'applied'; readonly task: Task }
  | { readonly status: 'refused'; readonly refusal: Refusal };

type Waiting = PromiseWithResolvers<Outcome> & { readonly task: Task | undefined };

/** Who waits for the server's word on a write. */
export class Outcomes {
  readonly #waiting = new Map<string, Waiting>();

  /** Resolves with what becomes of a write of a task; rejects when the replica is closed, or could not store it. */
  of(mutationId: string, task?: Task): Promise<Outcome> {
    const outcome = Promise.withResolvers<Outcome>();
    this.#waiting.set(mutationId, { ...outcome, task });
    outcome.promise.catch(() => {}); // nobody need wait for it
    return outcome.promise;
  }

  tell(mutationId: string, outcome: Outcome): void {
    // The server may be older than a field.
    const told = outcome.status === 'applied' ? { ...outcome, task: wholeTask(outcome.task) } : outcome;
    this.#waiting.get(mutationId)?.resolve(told);
    this.#waiting.delete(mutationId);
  }

  /**
   * Tells what can be seen in the ops and the tasks, for when the word itself went to a tab that told nobody any more. An op that is gone was
   * done, unless the browser may have lost it: then nobody knows.
   */
  infer(keeper: Keeper, isLost = false): void {
    const { model } = keeper;
    for (const [mutationId, { task: seen }] of this.#waiting) {
      const state = model.op(mutationId)?.state;
      if (!keeper.isStored(mutationId) || state?.status === 'waiting') continue;
      const task = seen && (model.view.get(seen.id) ?? seen);
      if (state?.status === 'refused') this.tell(mutationId, state);
      else if (!state && isLost) this.forget(mutationId, new Error('The browser lost what it kept of this write'));
      else if (task) this.tell(mutationId, { status: 'applied', task });
    }
  }

  forget(mutationId: string, error: unknown): void {
    this.#waiting.get(mutationId)?.reject(error);
    this.#waiting.delete(mutationId);
  }

  forgetAll(error: Error): void {
    for (const mutationId of this.#waiting.keys()) this.forget(mutationId, error);
  }
}
