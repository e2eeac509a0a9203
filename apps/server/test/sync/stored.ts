import { parseCursor, type Change, type Task } from '@typedo/contract';
import type { Database } from '@typedo/db';
import type { Typedo } from '@typedo/sdk';

/** One row of the history as it is stored. */
export interface StoredChange {
  readonly seq: number;
  readonly taskId: string;
  readonly kind: Change['kind'];
  readonly after: Change['after'];
}

/** The whole history of an account in the order of its seqs, as the database has it. */
export async function historyOf({ kysely }: Pick<Database, 'kysely'>, userId: string): Promise<StoredChange[]> {
  const rows = await kysely()
    .selectFrom('changes')
    .select(['seq', 'task_id', 'kind', 'fields_after'])
    .where('user_id', '=', userId)
    .orderBy('seq')
    .execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    taskId: row.task_id,
    kind: row.kind,
    after: JSON.parse(row.fields_after),
  }));
}

/** What became of an account's mutations, by their ids, as the database has it: the task as one left it, or why it was refused. */
export async function outcomesOf(
  { kysely }: Pick<Database, 'kysely'>,
  userId: string,
): Promise<Map<string, { tasks?: Task[]; refusal?: { reason: string } }>> {
  const rows = await kysely().selectFrom('mutations').select(['id', 'outcome']).where('user_id', '=', userId).execute();
  return new Map(rows.map(({ id, outcome }) => [id, JSON.parse(outcome)]));
}

/** How many numbers between 1 and the last one have no change, or more than one. */
export function gapsIn(history: readonly StoredChange[]): number {
  return history.filter(({ seq }, index) => seq !== index + 1).length;
}

/** All living tasks as a program reads them from nothing, and the cursor and seq of that moment. */
export async function snapshotOf(typedo: Typedo): Promise<{ tasks: Map<string, Task>; cursor: string; seq: number }> {
  const tasks = new Map<string, Task>();
  for (let cursor: string | null = null; ;) {
    const page = await typedo.sync.pull.query({ cursor, limit: 1000 });
    for (const task of page.tasks) tasks.set(task.id, task);
    for (const id of page.deletedIds) tasks.delete(id);
    ({ cursor } = page);
    if (!page.hasMore) return { tasks, cursor: page.cursor, seq: parseCursor(page.cursor)?.seq ?? -1 };
  }
}
