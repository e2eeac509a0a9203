import { z } from 'zod';
import { limits } from './limits.ts';
import { timestamp } from './task.ts';
import { text } from './text.ts';

/**
 * One sign-in of a person, as it is listed: never with its token. `lastUsedAt` is exact to a day. `address` and `userAgent` are what the server
 * saw when the session began; null when it saw none. `current` marks the session that asks.
 */
export const session = z
  .strictObject({
    id: z.string(),
    createdAt: timestamp,
    lastUsedAt: timestamp,
    expiresAt: timestamp,
    address: z.string().nullable(),
    userAgent: text(limits.userAgent).nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

/** Output of `account.sessions.list`: the newest first, and the one that asks among them. Those that have expired are not listed. */
export const sessionList = z.strictObject({ sessions: z.array(session).max(limits.sessions.max) });

/** Input of `account.sessions.end`. */
export const endSession = z.strictObject({ id: text({ min: 1, max: 64 }) });

/** Output of `account.sessions.end`. */
export const endedSession = z.strictObject({ id: z.string() });

/** Output of `account.sessions.endOthers`: how many sessions were ended. */
export const endedSessions = z.strictObject({ ended: z.int().min(0) });

export type Session = z.infer<typeof session>;
export type SessionList = z.infer<typeof sessionList>;
export type EndSession = z.infer<typeof endSession>;
export type EndedSession = z.infer<typeof endedSession>;
export type EndedSessions = z.infer<typeof endedSessions>;
