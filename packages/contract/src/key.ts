import { z } from 'zod';
import { limits } from './limits.ts';
import { timestamp } from './task.ts';
import { text, trimmedText } from './text.ts';

/** What an API key may do. A session may do everything. */
export const scope = z.enum(['tasks:read', 'tasks:write']);

const scopes = z
  .array(scope)
  .min(1)
  .max(scope.options.length)
  .refine((value) => new Set(value).size === value.length, 'Invalid scopes: expected each scope once')
  .meta({ uniqueItems: true });

/** Input of `account.keys.create`. Without `expiresInDays` the key does not expire. */
export const createKey = z.strictObject({
  name: trimmedText(limits.keyName),
  scopes,
  expiresInDays: z.int().min(limits.keyDays.min).max(limits.keyDays.max).optional(),
});

/** An API key as it is listed: never with its secret. `start` is its first characters, to tell keys apart. */
export const apiKey = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    start: z.string(),
    scopes: z.array(scope),
    createdAt: timestamp,
    expiresAt: timestamp.nullable(),
    lastUsedAt: timestamp.nullable(),
  })
  .meta({ id: 'ApiKey' });

/** Output of `account.keys.create`: the only time that the secret is shown. */
export const createdKey = apiKey.extend({ secret: z.string().startsWith('tdo_') });

/** Output of `account.keys.list`, the newest first. An account has at most 100 keys. */
export const keyList = z.strictObject({ keys: z.array(apiKey) });

/** Input of `account.keys.revoke`. */
export const revokeKey = z.strictObject({ id: text({ min: 1, max: 64 }) });

/** Output of `account.keys.revoke`. */
export const revokedKey = z.strictObject({ id: z.string() });

export type Scope = z.infer<typeof scope>;
export type CreateKey = z.infer<typeof createKey>;
export type ApiKey = z.infer<typeof apiKey>;
export type CreatedKey = z.infer<typeof createdKey>;
export type KeyList = z.infer<typeof keyList>;
export type RevokeKey = z.infer<typeof revokeKey>;
export type RevokedKey = z.infer<typeof revokedKey>;
