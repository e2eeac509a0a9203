import type { Lanes } from './lanes.postgres.ts';
import { createUserGroups } from './user-groups.ts';
import { newTimedId } from './timed-id.ts';
import type { Json, NewTask, TunedStore } from './tuned-store.ts';
import { createdText, createTaskText } from './wire.ts';
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
export function createTunedWrites(lanes: Lanes): Pick<TunedStore, 'create' | 'push' | 'update'> {
  const creations = createUserGroups<Creation, string[]>(
    (userId, all) => createAll(lanes, userId, all),
    () => Symbol('each'),
  );
  const changes = createUserGroups<Change, Json>(
    (userId, all) => changeAll(lanes, userId, all),
    ({ id }) => id,
  );
  return {
    async create(userId, task, hash) {
      const [text] = await creations(userId, { tasks: [task], hash });
      return text ?? null;
    },
    push: async (userId, tasks, hash) => `[${(await creations(userId, { tasks, hash })).join(',')}]`,
    update: (userId, id, title, hash) => changes(userId, { id, title, hash }),
  };
}

/** The created tasks in JSON, for each creation. */
async function createAll(lanes: Lanes, userId: string, creations: Creation[]): Promise<string[][]> {
  const now = new Date().toISOString();
  const taskText = createTaskText(userId);
  const texts = creations.map(({ tasks }) =>
    tasks.map(({ id, title, description }) => taskText(id, title, description, false, now, now)),
  );
  const rows = creations.flatMap(({ tasks, hash }, index) =>
    tasks.map((task, place) => ({ ...task, hash, outcome: `{"tasks":[${texts[index]?.[place]}]}` })),
  );
  const [only] = rows;
  if (rows.length === 1 && only) {
    const { id, title, description, hash, outcome } = only;
    const fields = createdText(title, description);
    await lanes.run(createOne, [userId, id, title, description, now, fields, hash, outcome]);
  } else {
    await lanes.run(createMany, [
      userId,
      now,
      String(rows.length),
      arrayOf(rows.map(({ id }) => id)),
      arrayOf(rows.map(({ title }) => title)),
      arrayOf(rows.map(({ description }) => description)),
      arrayOf(rows.map(({ title, description }) => createdText(title, description))),
      arrayOf(rows.map(({ hash }) => hash)),
      arrayOf(rows.map(({ outcome }) => outcome)),
    ]);
  }
  return texts;
}

/** The changed task in JSON for each change, or null. */
async function changeAll(lanes: Lanes, userId: string, changes: Change[]): Promise<Json[]> {
  const now = new Date().toISOString();
  const user = JSON.stringify(userId);
  const mutations = changes.map(() => newTimedId());
  const [only] = changes;
  const [mutation] = mutations;
  const rows =
    changes.length === 1 && only && mutation !== undefined
      ? await lanes.run(updateOne, [
          userId,
          now,
          user,
          only.id,
          only.title,
          JSON.stringify(only.title),
          mutation,
          only.hash,
        ])
      : await lanes.run(updateMany, [
          userId,
          now,
          user,
          arrayOf(changes.map(({ id }) => id)),
          arrayOf(changes.map(({ title }) => title)),
          arrayOf(changes.map(({ title }) => JSON.stringify(title))),
          arrayOf(mutations),
          arrayOf(changes.map(({ hash }) => hash)),
        ]);
  const outcomes = new Map(rows.map(([mutation, outcome]) => [mutation, outcome]));
  return mutations.map((mutation) => outcomes.get(mutation)?.slice('{"tasks":['.length, -']}'.length) ?? null);
}

/** An array as PostgreSQL reads it. */
function arrayOf(values: (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : `"${value.replace(/["\\]/g, String.raw`\$&`)}"`)).join(',')}}`;
}
