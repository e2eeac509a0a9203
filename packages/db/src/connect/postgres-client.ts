import type { ClientConfig } from 'pg';
import type { PostgresAddress } from './postgres-url.ts';

/** What every connection to an address has in common. */
export function clientConfig({ host, port, user, password, database, ssl }: PostgresAddress): ClientConfig {
  return {
    host,
    port,
    user,
    password,
    database,
    ssl,
    connectionTimeoutMillis: limits.connect,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'typedo',
  };
}

/**
 * Milliseconds: how long a connection, a statement on the server, and its answer may take. The last is the longest: it is for a
 * line that went dead.
 */
export const limits = { connect: 5_000, statement: 5_000, answer: 6_000, idle: 30_000, wait: 300_000, close: 1_000 };
