import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFeed, type Feed } from '@typedo/api';
import { createCloser, createPurger, createTaskStore, type Database, type WakeUps } from '@typedo/db';
import { createAccounts } from './auth/accounts.ts';
import { createAfterSignIn } from './auth/after-sign-in.ts';
import { createAttempts, uncounted } from './auth/attempts.ts';
import { createAuth } from './auth/auth.ts';
import { createExplainSignUp } from './auth/failed-sign-up.ts';
import { createEndSurplus } from './auth/kept-sessions.ts';
import { limitAccounts } from './auth/limited-accounts.ts';
import type { Passwords } from './auth/passwords.ts';
import { createPrincipals, type Principals } from './auth/principal.ts';
import { createEndReplaced } from './auth/replaced-session.ts';
import { createFindRevoked } from './auth/revocations.ts';
import { createPasswordRule } from './auth/password-rule.ts';
import { createSignUpRule, guardSignUp } from './auth/sign-up-rule.ts';
import { createApp } from './app.ts';
import { trackSockets, type Drainable } from './drain.ts';
import type { Environment } from './env.ts';
import { createAddressOf } from './http/client-address.ts';
import { createCors } from './http/cors.ts';
import { createLiveFrames, type LiveFrames } from './http/live-frames.ts';
import { createLiveStreams, type LiveStreams, type LiveStreamsTimes } from './http/live-streams.ts';
import { createLiveHandler } from './http/live.ts';
import { createNewPasswordCheck } from './http/new-password.ts';
import { createPlainCalls } from './http/plain-calls.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createRequests } from './http/requests.ts';
import { createShed } from './http/shedding.ts';
import { securityHeaders } from './http/security-headers.ts';
import { createUnreadAnswers } from './http/unread-answers.ts';
import { createListener, maxStreams } from './listener.ts';
import { createLoadMeter, loadLimits, type LoadLimits } from './load/load-meter.ts';
import type { Log } from './log.ts';
import { tellLoad, tellProxy } from './log/notices.ts';
import { createMetrics } from './metrics/metrics.ts';
import { addProcessReadings } from './metrics/process-readings.ts';
import { readingsOf } from './metrics/readings.ts';
import { addServerReadings } from './metrics/server-readings.ts';

/** What `main.ts` and tests decide about a server. */
export interface ServerOptions {
  database: Database;
  wakeUps: WakeUps;
  environment: Pick<
    Environment,
    | 'publicUrl'
    | 'corsOrigins'
    | 'trustedProxies'
    | 'signUp'
    | 'taskQuota'
    | 'rateLimit'
    | 'rateLimitAddress'
    | 'metricsToken'
  >;
  secret: string;
  log: Log;
  /** Whether calls and attempts are limited. */
  limitRate: boolean;
  /** Seconds after which calls are counted anew; a test waits for fewer. */
  rateWindow?: number;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Whether answers about tasks are parsed by their schemas before they leave. They are unless a program leaves that to its tests. */
  checksOutput?: boolean;
  /** The folder of the built web client. */
  clientFolder?: string;
  /** How passwords are hashed; only a test wants it done sooner than the library does it. */
  passwords?: Passwords;
  /** How many streams there may be; a test wants fewer than {@link maxStreams}. */
  mostStreams?: number;
  /** What a test wants sooner than {@link streamTimes}. */
  streams?: Partial<StreamTimes>;
  /** When calls are refused, if not by {@link loadLimits}. */
  load?: Partial<LoadLimits>;
}

/** When streams of `sync.live` ping, are cut off, end and are checked, in milliseconds. */
export type StreamTimes = LiveStreamsTimes & { readonly maxMs: number };

const streamTimes: StreamTimes = {
  pingMs: 15_000,
  slowMs: 20_000,
  maxMs: 30 * 60_000,
  recheckMs: 2_000,
  tickMs: 500,
};

/** A server, with what it does beside answering. `feed` and `frames` count for tests, and for metrics. */
export type HttpServer = Drainable & {
  readonly streams: LiveStreams;
  readonly feed: Pick<Feed, 'streams'>;
  readonly frames: Pick<LiveFrames, 'made'>;
  /** What purges and erases behind the answers; to be ended when the server is closed and the database is not yet. */
  readonly background: AsyncDisposable;
};

const builtClient = fileURLToPath(new URL('../../client/dist', import.meta.url));

/** Puts the parts of a server together. It does not listen yet. */
export async function createHttpServer(options: ServerOptions): Promise<HttpServer> {
  const {
    database,
    wakeUps,
    environment,
    secret,
    log,
    limitRate,
    clock,
    clientFolder = builtClient,
    checksOutput = true,
  } = options;
  const beforeUser = guardSignUp(environment.signUp, database.dialect);
  const auth = createAuth({ database, environment, secret, log, beforeUser, passwords: options.passwords });
  const times = { ...streamTimes, ...options.streams };
  const streams = createLiveStreams({
    findRevoked: createFindRevoked(database, clock),
    times,
    most: options.mostStreams ?? maxStreams,
    log: log.background,
  });
  const attempts = limitRate ? createAttempts({ database, secret }) : uncounted;
  const found = await createPrincipals({ auth, database, clock, onRenewal: (from) => attempts.used(from), log });
  const principals = noticedBy(streams, found);
  const onTrouble = log.background.error;
  const purger = createPurger({ database, clock, onTrouble });
  const closer = createCloser({ database, clock, onTrouble });
  const background = new AsyncDisposableStack();
  for (const part of [purger, closer]) background.use(part);
  const onWrite = (userId: string) => {
    wakeUps.wake(userId);
    purger.wrote(userId);
  };
  const metrics = createMetrics();
  const store = { quota: environment.taskQuota, clock, onWrite, onRetry: metrics.retried };
  const tasks = createTaskStore(database, store);
  const feed = createFeed({ tasks, wakeUps });
  const frames = createLiveFrames();
  const rates = createRateLimits(limitRate ? environment : { rateLimit: 0, rateLimitAddress: 0 }, options.rateWindow);
  const load = createLoadMeter({
    pool: database.dialect === 'postgresql' ? database.pool : null,
    limits: { ...loadLimits, ...options.load },
    onDelay: metrics.delay,
    onChange: tellLoad(log.background),
  });
  const parts = {
    principals,
    accounts: limitAccounts(createAccounts({ auth, database, principals, closer, clock }), attempts),
    addressOf: createAddressOf(environment.trustedProxies, () => tellProxy(log.background)),
    rates,
    tasks,
    feed,
    publicOrigin: environment.publicUrl.origin,
    corsOrigins: environment.corsOrigins,
    log,
    metrics,
    checksOutput,
  };
  const signUpRule = createSignUpRule(environment.signUp, database);
  const endReplaced = createEndReplaced({ database, principals });
  const endSurplus = createEndSurplus({ database, principals, clock });
  const afterSignIn = createAfterSignIn({ endReplaced, endSurplus, log });
  const refuseNewPassword = createNewPasswordCheck({ auth, isTooCommon: createPasswordRule() });
  const cors = createCors(environment.corsOrigins);
  const shed = createShed(load, metrics.shed);
  const requests = createRequests({ log, onAnswer: metrics.request });
  const isStopping = () => requests.leaving;
  const app = createApp({
    ...parts,
    database,
    environment,
    auth,
    attempts,
    signUpRule,
    explainSignUp: createExplainSignUp(database),
    afterSignIn,
    refuseNewPassword,
    clientFolder,
    isStopping,
  });
  const takeLive = createLiveHandler({ ...parts, streams, frames, times });
  const headers = securityHeaders(environment.publicUrl);
  const unread = createUnreadAnswers();
  const plainCalls = createPlainCalls({ ...parts, headers: headers.call, unread });
  const otherOrigins = new Set(environment.corsOrigins);
  const isPlain = ({ headers: { origin = '' } }: IncomingMessage) =>
    load.overload === null && !otherOrigins.has(origin);
  const server = createListener(app, {
    headers,
    isPlain,
    takeCalls: plainCalls,
    first: (incoming, outgoing) => cors(incoming, outgoing) || shed(incoming, outgoing),
    takeLive,
    unread,
    requests,
    during: log.during,
  });
  server.on('listening', load.start).on('close', load.stop);
  server.once('listening', closer.resume);
  const readings = readingsOf(metrics.registry);
  addServerReadings(readings, { database, wakeUps, streams, feed, frames, load });
  addProcessReadings(readings);
  return Object.assign(server, { requests, sockets: trackSockets(server), streams, feed, frames, background });
}

/** What takes a right away here ends the streams that had it at once. */
function noticedBy(streams: Pick<LiveStreams, 'recheck'>, principals: Principals): Principals {
  return {
    ...principals,
    forget(headers) {
      principals.forget(headers);
      streams.recheck();
    },
    forgetUser(userId) {
      principals.forgetUser(userId);
      streams.recheck();
    },
  };
}
