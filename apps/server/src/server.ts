import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFeed } from '@typedo/api';
import { createPurger, createTaskStore, type Database, type WakeUps } from '@typedo/db';
import { createAccounts } from './auth/accounts.ts';
import { createAuth } from './auth/auth.ts';
import { createPrincipals } from './auth/principal.ts';
import { createSignUpRule } from './auth/sign-up-rule.ts';
import { createApp } from './app.ts';
import type { Environment } from './env.ts';
import { securityHeaders } from './http/security-headers.ts';
import { createListener } from './listener.ts';
import type { Log } from './log.ts';

/** What `main.ts` and tests decide about a server. */
export interface ServerOptions {
  database: Database;
  wakeUps: WakeUps;
  environment: Pick<Environment, 'publicUrl' | 'trustedProxies' | 'signUp' | 'taskQuota'>;
  secret: string;
  log: Log;
  /** Whether one address may try a password only so often. */
  limitRate: boolean;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** The folder of the built web client. */
  clientFolder?: string;
}

const builtClient = fileURLToPath(new URL('../../client/dist', import.meta.url));

/** Puts the parts of a server together. It does not listen yet. */
export async function createHttpServer(options: ServerOptions): Promise<Server> {
  const { database, wakeUps, environment, secret, log, limitRate, clock, clientFolder = builtClient } = options;
  const auth = createAuth({ database, environment, secret, log, limitRate });
  const principals = await createPrincipals({ auth, database, clock });
  const purger = createPurger({ database, clock, onTrouble: (line) => log.error(line) });
  const onWrite = (userId: string) => {
    wakeUps.wake(userId);
    purger.wrote(userId);
  };
  const tasks = createTaskStore(database, { quota: environment.taskQuota, clock, onWrite });
  const app = createApp({
    database,
    environment,
    auth,
    principals,
    accounts: createAccounts({ auth, database, principals }),
    tasks,
    feed: createFeed({ tasks, wakeUps }),
    signUpRule: createSignUpRule(environment.signUp, database),
    publicOrigin: environment.publicUrl.origin,
    clientFolder,
    log,
  });
  const server = createListener(app, securityHeaders(environment.publicUrl));
  return server.once('close', () => void purger[Symbol.asyncDispose]());
}
