import type { Pool } from 'pg';
import { queryOn } from '../connect/postgres-query.ts';
import { reasonOf } from '../connect/wait.ts';
import type { Bell } from './bell.ts';
import type { Timings } from './timings.ts';
import { createTrouble, type OnTrouble } from './trouble.ts';
import type { Subscribers } from './wake-ups.ts';

/** Users that one statement asks for. */
const chunkSize = 1_000;

/**
 * Looks at the heads of subscribed users again and again until the signal is aborted, and wakes those whose head is not what it was.
 * It rests first; `bell` makes it look at once.
 */
export async function poll(options: {
  pool: Pool;
  subscribers: Subscribers;
  isListening: () => boolean;
  bell: Bell;
  timings: Timings;
  onTrouble: OnTrouble;
  signal: AbortSignal;
}): Promise<void> {
  const { pool, subscribers, isListening, bell, timings, onTrouble, signal } = options;
  const heads = createHeads(pool);
  const trouble = createTrouble(onTrouble);
  let failures = 0;
  for (;;) {
    const pause = isListening() ? timings.pollListening : timings.poll;
    await bell.rest(failures > 0 ? Math.min(timings.poll * 2 ** failures, timings.pollAway) : pause, signal);
    if (signal.aborted) return;
    try {
      for await (const userId of heads.changed(subscribers.users)) subscribers.wake(userId);
      failures = 0;
      trouble.end();
    } catch (error) {
      failures++;
      if (!signal.aborted) trouble.begin(`Live updates are late: asking for changes failed (${reasonOf(error)})`);
    }
  }
}

/** Remembers the heads that it saw last. */
function createHeads(pool: Pool) {
  const seen = new Map<string, string>();
  return {
    /** The users whose head changed, and those whose head was not looked at before: it may have changed since they subscribed. */
    async *changed(users: ReadonlyMap<string, unknown>): AsyncGenerator<string, void, void> {
      for (const userId of seen.keys()) if (!users.has(userId)) seen.delete(userId);
      const userIds = [...users.keys()];
      for (let start = 0; start < userIds.length; start += chunkSize) {
        const chunk = userIds.slice(start, start + chunkSize);
        const headOf = await readHeads(pool, chunk);
        for (const userId of chunk) {
          const head = headOf(userId);
          if (seen.get(userId) === head) continue;
          seen.set(userId, head);
          yield userId;
        }
      }
    },
  };
}

/** The epoch belongs to a head: a restored backup begins another, in which the same number means something else. */
async function readHeads(pool: Pool, userIds: string[]): Promise<(userId: string) => string> {
  const { rows } = await queryOn<{ epoch: string; user_id: string | null; seq: string }>(pool, {
    text: 'select epochs.epoch, heads.user_id, heads.seq from epochs left join heads on heads.user_id = any($1)',
    values: [userIds],
  });
  const seqs = new Map(rows.map(({ user_id, seq }) => [user_id, seq]));
  return (userId) => `${rows[0]?.epoch}.${seqs.get(userId) ?? 0}`;
}
