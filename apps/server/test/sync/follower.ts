import { hasReached, type LiveEvent, type Task } from '@typedo/contract';
import { plainStream } from './plain-stream.ts';

type Changes = Exclude<LiveEvent, { reset: true }>;

/** A program that knows only HTTP, keeps what it hears, and notices what it should not hear. */
export class Follower {
  readonly tasks = new Map<string, Task>();
  /** How often it heard the same version of a task again, and an older one than it had. */
  readonly faults = { twice: 0, outOfOrder: 0 };
  /** Up to where it has heard. */
  cursor: string;
  readonly #heard = new Map<string, string>();

  constructor(cursor: string) {
    this.cursor = cursor;
  }

  take(cursor: string, { tasks, deletedIds }: Changes): void {
    for (const task of tasks) {
      const before = this.#heard.get(task.id) ?? '';
      if (before === task.updatedAt) this.faults.twice++;
      if (before > task.updatedAt) this.faults.outOfOrder++;
      this.#heard.set(task.id, task.updatedAt);
      this.tasks.set(task.id, task);
    }
    for (const id of deletedIds) this.tasks.delete(id);
    if (hasReached(this.cursor, cursor)) this.faults.twice++;
    this.cursor = cursor;
  }

  /** Follows from where it is until the signal is aborted or the line breaks. */
  async follow(url: string, apiKey: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const { id, data } of plainStream(url, { apiKey, lastEventId: this.cursor, signal })) {
        if ('reset' in data) throw new Error('Reset');
        this.take(id, data);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** How many tasks differ from what is there. */
  missed(there: ReadonlyMap<string, Task>): number {
    const ids = new Set([...there.keys(), ...this.tasks.keys()]);
    return [...ids].filter((id) => there.get(id)?.updatedAt !== this.tasks.get(id)?.updatedAt).length;
  }
}
