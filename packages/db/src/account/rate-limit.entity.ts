import { defineEntity } from '@mikro-orm/core';

/**
 * How often something guarded was tried, such as a password: shared by all servers, and by a server with its own next start. The library that
 * counts writes the rows by the order of their columns. They matter for an hour at most, so a restored
 * database begins without any.
 */
export const RateLimit = defineEntity({
  name: 'RateLimit',
  tableName: 'rate_limits',
  properties: (p) => ({
    /** The rule and a keyed hash of whom it counts: no address and no e-mail can be read from it. */
    key: p.string().length(255).primary(),
    points: p.integer(),
    /** Milliseconds since 1970. */
    expire: p.bigint('number').index('rate_limits_by_expire'),
  }),
});
