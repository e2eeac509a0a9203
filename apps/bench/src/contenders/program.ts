import { createHash } from 'node:crypto';
import type { AddressInfo, Server } from 'node:net';
import type { Dialect } from '@typedo/db';

/** What the bench tells a contender's program. */
export interface Settings {
  /** 0 for any. */
  readonly port: number;
  readonly dialect: Dialect;
  /** The path of the SQLite file, or the URL of the PostgreSQL database. */
  readonly database: string;
}

/** Reads PORT and DATABASE_URL (`sqlite:path` or `postgres://…`). */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const url = env['DATABASE_URL'] ?? '';
  const dialect = url.startsWith('sqlite:') ? 'sqlite' : 'postgresql';
  return { port: Number(env['PORT'] ?? 0), dialect, database: url.replace(/^sqlite:/, '') };
}

/** Connections that a contender may have to PostgreSQL: as many as Typedo has by default. */
export const poolSize = 20;

/** Listens on the loopback address and tells the bench the port. */
export function listen(server: Server, port: number): void {
  server.listen(port, '127.0.0.1', () => {
    const { port: bound } = server.address() as AddressInfo; // a TCP server has one
    process.stdout.write(`ready ${bound}\n`);
  });
  process.on('SIGTERM', () => process.exit(0));
}

/** Who calls; its content is that of the answer to a ping. */
export interface Caller {
  readonly userId: string;
  readonly kind: 'key';
  readonly scopes: readonly string[];
}

/** Milliseconds for which a key is believed before it is looked up again: as long as Typedo does. */
const believeMs = 2_000;

/**
 * Finds the caller of an `Authorization` header. `userOf` looks up whose key has this SHA-256 (base64url); every contender believes what it
 * found for the same time, so that none is slower for asking more often.
 */
export function createCallers(
  userOf: (hash: string) => Promise<string | undefined>,
): (authorization: string | undefined) => Promise<Caller | null> {
  const known = new Map<string, { caller: Caller; until: number }>();
  return async (authorization = '') => {
    const entry = known.get(authorization);
    if (entry && entry.until > Date.now()) return entry.caller;
    const secret = authorization.replace(/^Bearer /, '');
    const userId = await userOf(createHash('sha256').update(secret).digest('base64url'));
    if (userId === undefined) return null;
    const caller: Caller = { userId, kind: 'key', scopes: ['tasks:read', 'tasks:write'] };
    known.set(authorization, { caller, until: Date.now() + believeMs });
    return caller;
  };
}
