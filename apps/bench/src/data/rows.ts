import { createHash } from 'node:crypto';
import type { Dialect } from '@typedo/db';
import type { Seed, SeedTask } from './cast.ts';

/** A row by its columns; times are milliseconds on SQLite and ISO text on PostgreSQL. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Rows of one table. */
export type Rows = readonly [table: string, rows: readonly Row[]];

/** What Typedo's tables hold of somebody whose program created all the tasks, one after the other. */
export function typedoRows({ person, keyId, keyHash, tasks }: Seed, dialect: Dialect): Rows[] {
  const userId = person.userId;
  const time = timeOf(dialect);
  const since = {
    created_at: new Date(tasks[0]?.at ?? 0).toISOString(),
    updated_at: new Date(tasks[0]?.at ?? 0).toISOString(),
  };
  const complete = tasks.filter((task) => task.complete).length;
  return [
    [
      'users',
      [{ id: userId, name: userId, email: `${userId}@example.com`, email_verified: true, image: null, ...since }],
    ],
    [
      'api_keys',
      [
        {
          id: keyId,
          config_id: 'default',
          name: 'The bench',
          start: person.secret.slice(0, 10),
          prefix: 'tdo_',
          key: keyHash,
          user_id: userId,
          permissions: '{"tasks":["read","write"]}',
          enabled: true,
          ...since,
        },
      ],
    ],
    ['heads', [{ user_id: userId, seq: tasks.length, open: tasks.length - complete, complete, deleted: 0, purged: 0 }]],
    ['tasks', tasks.map((task, index) => ({ ...taskRow(userId, task, time), seq: index + 1, deleted_at: null }))],
    [
      'changes',
      tasks.map(({ id, title, description, complete, at }, index) => ({
        user_id: userId,
        seq: index + 1,
        task_id: id,
        kind: 'create',
        at: time(at),
        by_kind: 'key',
        by_id: keyId,
        fields_before: '{}',
        fields_after: JSON.stringify({ title, description, complete }),
      })),
    ],
    ['mutations', tasks.map((task) => mutationRow(userId, task, time))],
  ];
}

/** What the peers' tables hold of the same. */
export function peerRows({ person, keyHash, tasks }: Seed, dialect: Dialect): Rows[] {
  const time = timeOf(dialect);
  return [
    ['api_keys', [{ hash: keyHash, user_id: person.userId }]],
    ['tasks', tasks.map((task) => taskRow(person.userId, task, time))],
  ];
}

type Time = (at: number) => number | string;

function timeOf(dialect: Dialect): Time {
  return dialect === 'sqlite' ? (at) => at : (at) => new Date(at).toISOString();
}

function taskRow(userId: string, { id, title, description, complete, at }: SeedTask, time: Time) {
  return { user_id: userId, id, title, description, complete, created_at: time(at), updated_at: time(at) };
}

/** The outcome as Typedo keeps it: the hash is of the intention with its keys in order, the id that of the task. */
function mutationRow(userId: string, { id, title, description, complete, at }: SeedTask, time: Time): Row {
  const moment = new Date(at).toISOString();
  const intention = JSON.stringify({ complete, description, id, title, type: 'create' });
  const task = { id, userId, title, description, complete, createdAt: moment, updatedAt: moment };
  return {
    user_id: userId,
    id,
    hash: createHash('sha256').update(intention).digest('base64url'),
    outcome: JSON.stringify({ tasks: [task] }),
    at: time(at),
  };
}
