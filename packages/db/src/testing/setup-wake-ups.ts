import pg from 'pg';
import { expect } from 'vitest';
import { createOrm, type PostgresDatabase } from '../database.ts';
import { createWakeUps } from '../wake/create-wake-ups.ts';
import type { WakeUpsOptions } from '../wake/wake-ups.postgres.ts';
import type { WakeUps } from '../wake/wake-ups.ts';
import { setupPlace } from './setup-place.ts';

/** What becomes true sooner or later. */
export function eventually(value: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(value, { timeout: 10_000, interval: 10 });
}

/** Several servers' wake-ups over one PostgreSQL. */
export interface TestWakeUps extends AsyncDisposable {
  readonly url: string;
  /** A connection that is no server's. */
  readonly admin: pg.Client;
  /** What it hears of the servers: the payloads of notifications. */
  readonly payloads: readonly string[];
  server(options?: { url?: string } & Omit<WakeUpsOptions, 'onTrouble'>): Promise<WakingServer>;
  /** Makes an account, and gives its user id. */
  account(userId: string): Promise<string>;
  /** Changes something of a user's as a server does that dies before it tells anybody. */
  change(userId: string): Promise<void>;
  /** The connections that listen. */
  listeners(): Promise<number>;
}

export interface WakingServer {
  readonly wakeUps: WakeUps;
  readonly database: PostgresDatabase;
  readonly troubles: readonly { line: string; cause: unknown }[];
  /** How many statements it sent through its pool. */
  readonly statements: number;
  /** Subscribes, and counts. */
  follow(userId: string): { readonly wakes: number; leave(): void };
  /** Waits until it listens, and has looked once at the heads of all who subscribe. */
  listens(): Promise<void>;
}

/** Makes a database for servers to be added to; all end with it. */
export async function setupWakeUps(): Promise<TestWakeUps> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await setupPlace('postgresql', { migrated: true }));
  const admin = stack.adopt(new pg.Client(url), (client) => client.end());
  await admin.connect();
  const payloads: string[] = [];
  admin.on('notification', ({ payload = '' }) => payloads.push(payload));
  await admin.query('listen typedo_wake');
  const servers = stack.use(new AsyncDisposableStack()); // which end first, the last one before the others
  const owned = stack.move();
  return {
    url,
    admin,
    payloads,
    async server({ url: own = url, ...options } = {}) {
      const database = servers.use(await createOrm({ url: own, pool: { min: 0, max: 5 } }));
      if (database.dialect !== 'postgresql') throw new Error('The URL says PostgreSQL');
      const troubles: { line: string; cause: unknown }[] = [];
      const onTrouble = (line: string, cause?: unknown) => void troubles.push({ line, cause });
      const wakeUps = servers.use(createWakeUps(database, { ...options, onTrouble }));
      return toServer(database, wakeUps, troubles);
    },
    async account(userId) {
      await admin.query(`insert into users values ($1, 'Ada', gen_random_uuid(), true, null, now(), now())`, [userId]);
      return userId;
    },
    async change(userId) {
      await admin.query(
        'insert into heads values ($1, 1, 0, 0, 0) on conflict (user_id) do update set seq = heads.seq + 1',
        [userId],
      );
    },
    async listeners() {
      const { rowCount } = await admin.query(
        `select from pg_stat_activity where datname = current_database() and application_name = 'typedo-listener'`,
      );
      return rowCount ?? 0;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function toServer(database: PostgresDatabase, wakeUps: WakeUps, troubles: WakingServer['troubles']): WakingServer {
  const followed = new Set<{ readonly wakes: number }>();
  let statements = 0;
  database.pool.on('acquire', () => statements++);
  return {
    wakeUps,
    database,
    troubles,
    get statements() {
      return statements;
    },
    follow(userId) {
      const unsubscribe = wakeUps.subscribe(userId, () => following.wakes++);
      const leave = () => {
        followed.delete(following);
        unsubscribe();
      };
      const following = { wakes: 0, leave };
      followed.add(following);
      return following;
    },
    async listens() {
      await eventually(() => wakeUps.stats().listening).toBe(true);
      await eventually(() => [...followed].every(({ wakes }) => wakes > 0)).toBe(true);
    },
  };
}
