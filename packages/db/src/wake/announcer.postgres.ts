import { setImmediate } from 'node:timers/promises';
import type { Pool } from 'pg';
import { queryOn } from '../connect/postgres-query.ts';
import { reasonOf } from '../connect/wait.ts';
import { formatPayloads, type Message } from './message.ts';
import { createTrouble, type OnTrouble } from './trouble.ts';

/** Tells other servers whose tasks may have changed. */
export interface Announcer {
  /** Announces a user with the others of this tick, and of as long as an earlier statement takes. */
  announce(userId: string): void;
  /** How many users' announcements failed. */
  readonly unsent: number;
  /** Sends what is left; nothing is taken any more. */
  close(): Promise<void>;
}

export function createAnnouncer(pool: Pool, from: string, onTrouble: OnTrouble): Announcer {
  const trouble = createTrouble(onTrouble);
  const pending = new Set<string>();
  let sending: Promise<void> | undefined;
  let unsent = 0;
  let closed = false;

  async function sendAll(): Promise<void> {
    do {
      await setImmediate();
      const userIds = [...pending];
      pending.clear();
      await send(userIds);
    } while (pending.size > 0);
    sending = undefined;
  }

  async function send(userIds: string[]): Promise<void> {
    try {
      await notify(pool, { from, userIds });
      trouble.end();
    } catch (error) {
      // Tried again it would come late, and the others' polls find the changes anyhow.
      unsent += userIds.length;
      if (!closed) trouble.begin(`Other servers hear late of changes: telling them failed (${reasonOf(error)})`);
    }
  }

  return {
    get unsent() {
      return unsent;
    },
    announce(userId) {
      if (closed) return;
      pending.add(userId);
      sending ??= sendAll();
    },
    async close() {
      closed = true;
      await sending;
    },
  };
}

/** Where all servers of a database meet. */
export const channel = 'typedo_wake';

/** Sends a message to all who listen, in one statement however many payloads it takes. */
export async function notify(pool: Pool, message: Message): Promise<void> {
  await queryOn(pool, {
    text: 'select pg_notify($1, payload) from unnest($2::text[]) as payload',
    values: [channel, formatPayloads(message)],
  });
}
