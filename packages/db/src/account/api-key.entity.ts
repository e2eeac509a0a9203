import { defineEntity } from '@mikro-orm/core';
import { Moment } from './moment.ts';
import { User } from './user.entity.ts';

/**
 * A program's key. Only the hash of its secret is kept. Unlike in the library's own schema the owner is a foreign key: a key
 * must not outlive its account. The columns about quotas are the library's; Typedo leaves them alone.
 */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  properties: (p) => ({
    id: p.string().length(255).primary(),
    configId: p.text().default('default'),
    name: p.text().nullable(),
    /** The first characters of the secret, to tell keys apart. */
    start: p.text().nullable(),
    prefix: p.text().nullable(),
    /** The hash of the secret. */
    key: p.text().unique(),
    userId: () => p.manyToOne(User).mapToPk().fieldNames('user_id').deleteRule('cascade').index(),
    /** JSON, e.g. `{"tasks":["read","write"]}`. */
    permissions: p.text().nullable(),
    enabled: p.boolean().nullable().default(true),
    expiresAt: p.type(Moment).nullable(),
    /** When the key was last used, exact to about a minute. */
    lastRequest: p.type(Moment).nullable(),
    createdAt: p.type(Moment),
    updatedAt: p.type(Moment),
    rateLimitEnabled: p.boolean().nullable().default(true),
    rateLimitTimeWindow: p.integer().nullable(),
    rateLimitMax: p.integer().nullable(),
    requestCount: p.integer().nullable().default(0),
    remaining: p.integer().nullable(),
    refillInterval: p.integer().nullable(),
    refillAmount: p.integer().nullable(),
    lastRefillAt: p.type(Moment).nullable(),
    metadata: p.text().nullable(),
  }),
});
