import { createOrm, createWakeUps, DatabaseError, migrate, type Database } from '@typedo/db';
import { drain } from './drain.ts';
import { EnvironmentError, readEnvironment, readLogSettings, type Environment } from './env.ts';
import { listen } from './listener.ts';
import { createLog } from './log/create-log.ts';
import { keepSecret } from './secret.ts';
import { createHttpServer, type HttpServer } from './server.ts';
import { serviceVersion } from './service-version.ts';

/** Milliseconds from the signal on: whoever sends it waits ten seconds, as a rule, and then kills. */
const patience = { grace: 1_000, receive: 3_000, answer: 7_000, all: 9_500 };

/** Ctrl+C reaches a server twice when the program that started it passes it on. */
const oneSignalMs = 500;

const { stdout, stderr } = process;
for (const stream of [stdout, stderr]) stream.on('error', () => {}); // whoever read the log may go away
const { format = stdout.isTTY ? 'text' : 'json', level } = readLogSettings();
const log = createLog({ format, level, out: stdout, err: stderr });
process.on('uncaughtException', (error) => {
  log.error('Typedo ends, because of a fault of its own', error); // Node.js would print the error's values
  process.exit(1);
});

let stop = (_graceMs: number): Promise<void> => Promise.resolve(); // before there is anything to stop
let endsSince: number | undefined;
// A person at a terminal wants no grace; a balancer needs it.
process.on('SIGTERM', () => end(patience.grace)).on('SIGINT', () => end(0));

try {
  await start(readEnvironment());
} catch (error) {
  // An operator's mistake, or something that is away: one line says what to do, and no stack helps.
  const known =
    error instanceof EnvironmentError ||
    error instanceof DatabaseError ||
    (error instanceof Error && 'syscall' in error);
  log.error(known ? `Typedo cannot start. ${error.message}` : 'Typedo cannot start.', known ? undefined : error);
  process.exit(1);
}

function end(graceMs: number): void {
  const now = performance.now();
  if (endsSince !== undefined && now - endsSince > oneSignalMs) {
    log.warn('Stopped at once');
    process.exit(1);
  }
  if (endsSince !== undefined) return;
  endsSince = now;
  setTimeout(() => {
    log.warn('Stopped, though not everything had ended');
    process.exit(0);
  }, patience.all);
  void stop(graceMs)
    .catch((cause: unknown) => log.error('Stopping failed', cause))
    .then(() => process.exit(0));
}

async function start(environment: Environment): Promise<void> {
  log.info(`Typedo ${serviceVersion()}`);
  const secret = environment.authSecret ?? keepSecret(environment.dataDir);
  const onWait = (line: string) => log.info(`  ${line}`);
  await migrate({ ...environment.database, onWait, log: onWait });
  const database = await createOrm({ ...environment.database, exclusive: true, onWait });
  const wakeUps = createWakeUps(database, {
    onTrouble: log.background.error,
    onRecovery: log.background.info,
  });
  const server = await createHttpServer({
    database,
    wakeUps,
    environment,
    secret,
    log,
    limitRate: true,
    clock: Date.now,
    checksOutput: false, // the store makes them field by field, and every test parses them: that is a fifth of a list
  });
  const port = await listenOrExplain(server, environment);
  stop = (graceMs) => stopAll(server, wakeUps, database, graceMs);

  const url = new URL(environment.publicUrl);
  if (environment.port === 0) url.port = String(port);
  log.info(`  Database  ${database.label}`);
  log.info(`  Open      ${url.origin}`);
  log.info(`  Ready in ${Math.round(performance.now())} ms; stop with Ctrl+C`);
}

async function listenOrExplain(server: HttpServer, { port, host }: Environment): Promise<number> {
  try {
    return await listen(server, { port, host });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (taken)
      throw new EnvironmentError(
        `Port ${port} of ${host} is in use. Stop the program that has it, or set PORT to another one.`,
      );
    throw error;
  }
}

async function stopAll(
  server: HttpServer,
  wakeUps: AsyncDisposable,
  database: Database,
  graceMs: number,
): Promise<void> {
  log.info('Stopping');
  const cut = await drain(server, { graceMs, receiveMs: patience.receive, answerMs: patience.answer });
  if (cut > 0) log.warn(`Calls that were cut off: ${cut}`, { cut });
  await Promise.all([wakeUps, server.background].map((part) => part[Symbol.asyncDispose]()));
  await database.close();
  log.info('Stopped', { cut });
}
