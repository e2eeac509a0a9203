/** A task that is to be created; its id names the mutation too, as with Typedo. */
export interface NewTask {
  id: string;
  title: string;
  description: string | null;
}

/** JSON as it goes into the answer; null when there is no such task. */
export type Json = string | null;

/** What the tuned ceiling asks of either database: text, at once where nothing has to be waited for. `hash` is of the request's body. */
export interface TunedStore {
  /** Whose key has this hash. */
  userOf(keyHash: string): Promise<string | undefined>;
  list(userId: string, limit: number): Json | Promise<Json>;
  search(userId: string, part: string, limit: number): Json | Promise<Json>;
  byId(userId: string, id: string): Json | Promise<Json>;
  /** In the order of the ids, without those that are not there. */
  batch(userId: string, ids: string[]): Json | Promise<Json>;
  pull(userId: string, limit: number): Json | Promise<Json>;
  create(userId: string, task: NewTask, hash: string): Promise<Json>;
  /** All in one transaction. */
  push(userId: string, tasks: NewTask[], hash: string): Promise<Json>;
  update(userId: string, id: string, title: string, hash: string): Promise<Json>;
}
