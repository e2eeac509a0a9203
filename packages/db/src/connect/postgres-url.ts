import { readFileSync } from 'node:fs';
import type { PoolConfig } from 'pg';
import { DatabaseError } from '../database-error.ts';

/** Where a PostgreSQL is and how to get in, as its URL says. */
export interface PostgresAddress {
  /** A name, an address, or the folder of a Unix socket. */
  host: string;
  port: number;
  /** Without user or password the driver's own defaults hold. */
  user: string;
  password: string;
  database: string;
  ssl: NonNullable<PoolConfig['ssl']>;
  /** Connections go through a pooler, such as Neon's or PgBouncer, which takes no settings for a session. */
  pooled: boolean;
}

/**
 * Reads a PostgreSQL URL. Of its parameters it understands
 * - `sslmode`: TLS is on, and the certificate is checked, unless the host is this machine. `require`, `verify-ca` and `verify-full`
 *   turn it on there too; `disable` (a private network) and `no-verify` say otherwise.
 * - `sslrootcert`: the file with the authority's certificate.
 * - `host`: the folder of a Unix socket, if the URL names no host.
 * - `pgbouncer=true`: there is a pooler that the host's name does not tell. It has to keep named prepared statements, as
 *   PgBouncer does from 1.21 on with `max_prepared_statements`.
 *
 * Others, such as `channel_binding`, are left alone: a checked certificate says already who is at the other end.
 *
 * @throws DatabaseError for what is not such a URL; the message holds nothing of it.
 */
export function parsePostgresUrl(url: string): PostgresAddress {
  const parsed = URL.parse(url);
  const host = parsed && (unescaped(parsed.hostname.replace(/^\[|\]$/g, '')) || parsed.searchParams.get('host'));
  if (!host || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new DatabaseError(
      'Invalid database URL: expected postgres://user:password@host:port/database, with %40 for @, %2F for / and so on in the password.',
    );
  }
  const database = unescaped(parsed.pathname.slice(1));
  if (!database) throw new DatabaseError('Invalid database URL: it names no database after the host.');
  return {
    host,
    port: Number(parsed.port || 5432),
    user: unescaped(parsed.username),
    password: unescaped(parsed.password),
    database,
    ssl: tlsOf(parsed.searchParams, host),
    pooled: poolerName.test(host) || parsed.searchParams.get('pgbouncer') === 'true',
  };
}

/** Neon names its pooled endpoint after the direct one: the URL of the one gives the other. */
export function directUrlOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !poolerName.test(parsed.hostname)) return url;
  parsed.hostname = parsed.hostname.replace(poolerName, '.');
  return parsed.href;
}

const poolerName = /-pooler\./;

function tlsOf(parameters: URLSearchParams, host: string): PostgresAddress['ssl'] {
  const mode = parameters.get('sslmode') ?? 'prefer';
  switch (mode) {
    case 'disable':
      return false;
    case 'no-verify':
      return { rejectUnauthorized: false };
    case 'allow':
    case 'prefer':
      return isLocal(host) ? false : verified(host, parameters.get('sslrootcert'));
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return verified(host, parameters.get('sslrootcert'));
    default:
      throw new DatabaseError(
        'Invalid database URL: sslmode is one of disable, no-verify, prefer, require, verify-full.',
      );
  }
}

function verified(host: string, authority: string | null): PostgresAddress['ssl'] {
  // The driver tells TLS the name of a host but not its address, and would take a certificate for `localhost` then.
  const checks = { rejectUnauthorized: true, host };
  // `system` is libpq's word for the platform's own authorities.
  if (authority === null || authority === 'system') return checks;
  try {
    return { ...checks, ca: readFileSync(authority, 'utf8') };
  } catch (cause) {
    throw new DatabaseError(`Invalid database URL: the file ${authority} of sslrootcert cannot be read.`, { cause });
  }
}

/** A container's way to name the machine that it runs on counts as well. */
function isLocal(host: string): boolean {
  return /^(localhost|host\.docker\.internal|::1|127\.[\d.]+|\/.*)$/.test(host);
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new DatabaseError('Invalid database URL: a % that is not part of an escape is written %25.');
  }
}
