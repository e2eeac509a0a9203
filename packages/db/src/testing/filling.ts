import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { fillings, type Filling } from './filling-sql.ts';

/** An account to be made, with tasks and all that writing them would have left. */
export interface FilledAccount {
  readonly userId: string;
  /** How many tasks there are to be, those in the trash included. */
  readonly tasks: number;
}

/** Tasks that go into one statement, about: of several accounts of one size in turn, as they would have been written. */
const chunkRows = 100_000;

/** How long ago the first task was made, in milliseconds: so short that nothing is due to be purged. */
const age = 20 * 24 * 60 * 60 * 1000;

/**
 * Fills a database that has the newest schema, by one statement a table for some 100,000 tasks at once. Every account gets a key
 * ({@link keyOf}), a session, and tasks: every 4th complete, every 5th changed once, every 20th in the trash since. History,
 * outcomes and head are what these writes would have left. `now` is in milliseconds since 1970.
 */
export async function fill(database: Database, accounts: readonly FilledAccount[], now: number): Promise<void> {
  const filling = fillings[database.dialect];
  let number = 0;
  for (const chunk of chunksOf(accounts)) {
    const rows = chunk.map(({ userId, tasks }) => {
      number++;
      const hash = createHash('sha256').update(keyOf(userId)).digest('base64url');
      return { number, userId, tasks, hash, step: stepOf(tasks), offset: number % 1000 };
    });
    await run(database, filling, JSON.stringify(rows), now);
  }
}

/**
 * The id of the task `n`, from 1, of the account that {@link fill} was given as the `number`th, from 1. Every odd one is not in the trash. `now` is
 * what was given too.
 */
export function filledId({ number, tasks }: { number: number; tasks: number }, n: number, now: number): string {
  const made = (now - age + n * stepOf(tasks) + (number % 1000)).toString(16).padStart(12, '0');
  return `${made.slice(0, 8)}-${made.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Milliseconds between two tasks of an account that has so many. */
function stepOf(tasks: number): number {
  return Math.floor(age / (tasks + 1));
}

/** The secret of the API key that {@link fill} gave to an account. */
export function keyOf(userId: string): string {
  return `tdo_${createHash('sha256').update(userId).digest('hex')}`;
}

function* chunksOf(accounts: readonly FilledAccount[]): Generator<FilledAccount[]> {
  let chunk: FilledAccount[] = [];
  let rows = 0;
  for (const account of accounts) {
    const fits = rows + account.tasks <= chunkRows && account.tasks === (chunk[0] ?? account).tasks;
    if (!fits) {
      if (chunk.length > 0) yield chunk;
      [chunk, rows] = [[], 0];
    }
    chunk.push(account);
    rows += account.tasks;
  }
  if (chunk.length > 0) yield chunk;
}

async function run(database: Database, filling: Filling, accounts: string, now: number): Promise<void> {
  const moment = new Date(now).toISOString();
  if (database.dialect === 'sqlite') {
    const { writer } = database;
    writer.transaction(() => {
      for (const { sql, takes } of filling)
        writer.prepare(sql).run({ 1: accounts, 2: takes === 'start' ? now - age : moment });
    })();
    return;
  }
  const client = await database.pool.connect();
  try {
    await client.query('begin; set local statement_timeout = 0');
    for (const { sql, takes } of filling) {
      const query = { text: sql, values: [accounts, takes === 'start' ? now - age : moment], query_timeout: 600_000 };
      await client.query(query);
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}
