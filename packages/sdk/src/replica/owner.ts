import type { Task } from '@typedo/contract';

/** Tasks are somebody else's: another person has signed in meanwhile, or the storage is of another. */
export class OtherUser extends Error {}

/** Whose tasks a replica has. */
export class Owner {
  #userId: string | null;

  /** Null when the tasks shall tell. */
  constructor(userId: string | null) {
    this.#userId = userId;
  }

  get userId(): string | null {
    return this.#userId;
  }

  /** Throws OtherUser when one of these tasks is not the owner's. */
  check(tasks: Iterable<Task>): void {
    for (const { userId } of tasks) {
      this.#userId ??= userId;
      if (userId !== this.#userId) throw new OtherUser(`Expected the tasks of ${this.#userId}, not of another user`);
    }
  }
}
