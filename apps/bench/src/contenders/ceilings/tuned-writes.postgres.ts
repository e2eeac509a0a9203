import { newId } from '@typedo/contract';
import type { Pool } from 'pg';
import type { MeasuredTask as Task } from '../../measured-task.ts';
import type { CeilingStore, NewTask } from './store.ts';
import { readTexts } from './text-query.postgres.ts';
import { createUserGroups } from './user-groups.ts';
import { createMany, createOne, updateMany, updateOne } from './writes-statements.postgres.ts';

interface Creation {
  readonly tasks: NewTask[];
  readonly hash: string;
}

interface Change {
  readonly id: string;
  readonly title: string;
  readonly hash: string;
}

/** The writes: one statement each, or one for all of a user that wait for the one under way. */
export function createTunedWrites(pool: Pool): Pick<CeilingStore, 'create' | 'push' | 'update'> {
  const create = createUserGroups<Creation, Task[]>(
    (userId, all) => createAll(pool, userId, all),
    () => Symbol('each'),
  );
  const update = createUserGroups<Change, Task | null>(
    (userId, all) => updateAll(pool, userId, all),
    ({ id }) => id,
  );
  return {
    async create(userId, task, hash) {
      const [created] = await create(userId, { tasks: [task], hash });
      return created!; // one for each that was given
    },
    push: (userId, tasks, hash) => create(userId, { tasks, hash }),
    update: (userId, id, title, hash) => update(userId, { id, title, hash }),
  };
}

/** The created tasks of each creation. */
async function createAll(pool: Pool, userId: string, creations: Creation[]): Promise<Task[][]> {
  const now = new Date().toISOString();
  const rows = creations.flatMap(({ tasks, hash }) =>
    tasks.map(({ id, title, description }) => {
      const task = { id, userId, title, description, complete: false, createdAt: now, updatedAt: now };
      const fields = JSON.stringify({ title, description, complete: false });
      return { task, id, title, description, fields, hash, outcome: JSON.stringify({ tasks: [task] }) };
    }),
  );
  const [only] = rows;
  if (only && rows.length === 1) {
    const { id, title, description, fields, hash, outcome } = only;
    await readTexts(pool, createOne, [userId, now, id, title, description, fields, hash, outcome]);
  } else {
    const numbered = rows.map(({ task: _, ...row }, index) => ({ ...row, n: index + 1 }));
    await readTexts(pool, createMany, [userId, now, String(rows.length), JSON.stringify(numbered)]);
  }
  const made = rows.map(({ task }) => task);
  return creations.map(({ tasks }) => made.splice(0, tasks.length));
}

/** The changed task of each change, or null. */
async function updateAll(pool: Pool, userId: string, changes: Change[]): Promise<(Task | null)[]> {
  const now = new Date().toISOString();
  const rows = changes.map((change, index) => ({ ...change, mutation: newId(), n: index + 1 }));
  const [only] = rows;
  const noted =
    only && rows.length === 1
      ? await readTexts(pool, updateOne, [userId, now, only.id, only.title, only.mutation, only.hash])
      : await readTexts(pool, updateMany, [userId, now, JSON.stringify(rows)]);
  const outcomes = new Map(noted.map(([mutation, outcome]) => [mutation, String(outcome)]));
  return rows.map(({ mutation }) => {
    const outcome = outcomes.get(mutation);
    return outcome === undefined ? null : (JSON.parse(outcome) as { tasks: [Task] }).tasks[0]; // the statement wrote it
  });
}
