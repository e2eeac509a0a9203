import { lacksField, type Pulled, type Task } from '@typedo/contract';
import type { Typedo } from '../client.ts';
import { replicaCall } from '../replica-calls.ts';
import type { Keeper } from './keeper.ts';
import type { Owner } from './owner.ts';
import { deltaStep, snapshotStep, type Delta } from './steps.ts';

/** Reads what the server has. */
export class Puller {
  readonly #typedo: Typedo;
  readonly #keeper: Keeper;
  readonly #owner: Owner;
  /** Whether all was read anew since this began. */
  #isRenewed = false;

  constructor(typedo: Typedo, keeper: Keeper, owner: Owner) {
    this.#typedo = typedo;
    this.#keeper = keeper;
    this.#owner = owner;
  }

  /** Reads until there is no more; `onAnswer` is called when the server has answered. Throws OtherUser, and what failed on the way. */
  async pullAll(signal: AbortSignal, onAnswer: () => void): Promise<void> {
    // What an older program or server told lacks fields, and nothing need have changed since: only all of it tells their values.
    if (this.#keeper.model.isOutdated && !this.#isRenewed && (await this.#tellsAllFields(signal, onAnswer)))
      return this.#snapshot(signal, onAnswer);
    for (;;) {
      const page = await this.#pull(this.#keeper.model.cursor, signal);
      this.#owner.check(page.tasks);
      onAnswer();
      if (page.reset) return this.#snapshot(signal, onAnswer);
      await this.#take(page);
      if (!page.hasMore) return;
    }
  }

  /** Follows the server on one stream, until that ends or the server cannot go on from here. Throws OtherUser, and what broke. */
  async follow(signal: AbortSignal, onOpen: () => void): Promise<void> {
    const { cursor } = this.#keeper.model;
    const { userId } = this.#owner;
    const stream = this.#typedo.live({ cursor: cursor ?? undefined, signal, userId, reconnect: false, onOpen });
    for await (const message of stream) {
      if (message.reset) return;
      await this.#take(message);
    }
  }

  async #take(delta: Delta): Promise<void> {
    this.#owner.check(delta.tasks);
    await this.#keeper.settle((model) => deltaStep(model, delta));
  }

  /** Whether the server knows all fields, by one of its tasks: from an older one all would be read for nothing, at every start. */
  async #tellsAllFields(signal: AbortSignal, onAnswer: () => void): Promise<boolean> {
    const page = await this.#pull(null, signal, 1);
    this.#owner.check(page.tasks);
    onAnswer();
    return !page.tasks.some(lacksField);
  }

  /** Reads everything anew. What was there stays to be seen until it is complete. */
  async #snapshot(signal: AbortSignal, onAnswer: () => void): Promise<void> {
    const rows = new Map<string, Task>();
    let cursor: string | null = null;
    for (let hasMore = true; hasMore;) {
      const page: Pulled = await this.#pull(cursor, signal);
      if (page.reset) throw new Error('The server lost the snapshot that it was giving'); // a new one begins after a pause
      this.#owner.check(page.tasks);
      onAnswer();
      for (const task of page.tasks) rows.set(task.id, task);
      for (const id of page.deletedIds) rows.delete(id);
      ({ cursor, hasMore } = page);
    }
    const end = cursor!; // at least one page was read
    await this.#keeper.settle((model) => snapshotStep(model, end, [...rows.values()]));
    this.#isRenewed = true;
  }

  #pull(cursor: string | null, signal: AbortSignal, limit?: number): Promise<Pulled> {
    return this.#typedo.sync.pull.query({ cursor, limit }, { signal, context: replicaCall(this.#owner.userId) });
  }
}
