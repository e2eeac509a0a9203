/** A task as the peers' libraries read it; JSON writes its times as the wire wants them. */
export interface Task {
  id: string;
  userId: string;
  title: string;
  /** Null when there is none; only MikroORM's type of it allows undefined as well. */
  description: string | null | undefined;
  complete: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** What a new task is made of. */
export interface NewTask {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
}

/** The statements of a peer on the tasks of one user. */
export interface Tasks {
  /** The newest tasks: the latest creation first, then the highest id. */
  newest(userId: string, limit: number): Promise<Task[]>;
  /** The newest with `part` in their title or description, in whatever case as far as the database knows one. */
  search(userId: string, part: string, limit: number): Promise<Task[]>;
  byId(userId: string, id: string): Promise<Task | null>;
  /** Inserts in one transaction, and gives the tasks in their order. */
  insert(userId: string, tasks: readonly NewTask[]): Promise<Task[]>;
  rename(userId: string, id: string, title: string): Promise<Task | null>;
  /** The first by their primary key. */
  first(userId: string, limit: number): Promise<Task[]>;
}

/** An open database of a peer. */
export interface Data {
  /** Whose API key has this SHA-256 (base64url). */
  readonly userOf: (hash: string) => Promise<string | undefined>;
  /** The tasks, for one HTTP request. */
  tasks(): Tasks;
}

/** A page of what `read` gives, with a cursor when there is more: it reads one row more than the page holds. */
export async function pageOf(
  limit: number,
  read: (limit: number) => Promise<Task[]>,
): Promise<{ tasks: Task[]; nextCursor: string | null }> {
  const rows = await read(limit + 1);
  const tasks = rows.slice(0, limit);
  const last = rows.length > limit ? tasks.at(-1) : undefined;
  const nextCursor = last ? Buffer.from(JSON.stringify([last.createdAt, last.id])).toString('base64url') : null;
  return { tasks, nextCursor };
}

/** The columns of a new task that the server fills in. */
export function newRow(userId: string, { id, title, description }: NewTask, now: Date) {
  return { id, userId, title, description, complete: false, createdAt: now, updatedAt: now };
}

/** The pattern of `like` for a part of a text; the backslash escapes. */
export function containing(part: string): string {
  return `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
