import { createOrm, type Dialect } from '@typedo/db';
import { createMemoryWakeUps, dialects, setupPlace, setupTcpProxy } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { openLive } from '../live-reader.ts';
import { cookieOf, setupServer } from '../setup-server.ts';
import { patience } from '../sync/soak.ts';
import { fill, type Account } from './accounts.ts';
import { openLine, type Answer, type From, type Line } from './ask.ts';
import { failuresOf, type Failure } from './failures.ts';
import { faultOf } from './internal-text.ts';
import { ownInputs } from './matrix.ts';
import { declaredProcedures, type Declared } from './procedures.ts';

/** A call during a failure. */
interface Heard {
  readonly what: string;
  readonly answer: Answer;
}

/** What one failure led to. */
interface Outcome {
  readonly name: string;
  readonly heard: readonly Heard[];
  /** Calls whose caller was known before, so that they failed below the procedure. */
  readonly below: readonly Heard[];
  /** What was wrong, in words. */
  readonly faults: readonly string[];
}

for (const dialect of dialects) {
  describe(`a failure below ${dialect}`, () => {
    test(
      'is answered without a word of it, under every procedure, and logged with its cause',
      patience,
      async ({ annotate }) => {
        const outcomes = await Promise.all(failuresOf(dialect).map((failure) => outcomeOf(dialect, failure)));
        expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
        const failed = new Set(outcomes.flatMap(({ below }) => below.filter(hasFailed).map(({ what }) => what)));
        const unharmed = declaredProcedures().filter(({ path }) => !failed.has(path));
        expect(unharmed.map(({ path }) => path)).toEqual(['account.me']); // who calls was known before, and that is its answer
        const lines = outcomes.map(({ name, heard }) => `${name}: ${countsOf(heard)}`);
        await annotate(`${lines.join('\n    ')}\n    with internal text 0`, 'figure');
      },
    );
  });
}

const hasFailed = ({ answer }: Heard) => answer.status >= 500 || answer.text.includes('event: serialized-error');

function countsOf(heard: readonly Heard[]): string {
  const counts = Map.groupBy(heard, ({ answer }) => (answer.status < 300 ? 'answered' : String(answer.status)));
  return [...counts]
    .toSorted()
    .map(([status, all]) => `${all.length} ${status}`)
    .join(', ');
}

async function outcomeOf(dialect: Dialect, failure: Failure): Promise<Outcome> {
  await using place = await setupPlace(dialect, { migrated: true });
  await using proxy = dialect === 'postgresql' ? await setupTcpProxy(place.url) : null;
  const pool = { min: 0, max: failure.slow ? 30 : 10 };
  const database = await createOrm({ url: proxy?.url ?? place.url, directUrl: place.url, pool });
  const close = () => database.close();
  const started = Date.now();
  await using server = await setupServer(dialect, {
    database: { ...database, url: place.url, close, [Symbol.asyncDispose]: close },
    wakeUps: createMemoryWakeUps(),
    clock: () => started, // so that who was known once stays known
    streams: { recheckMs: 600_000 },
    mayFail: true,
  });
  using line = openLine(server.url, 200);
  const person = await server.signUp();
  const account = await fill(server, person);
  const { email, password } = person;
  const again = await server.post('/api/auth/sign-in/email', { email, password }, { origin: server.url });
  const { secret } = await person.key();
  const known: From = { headers: [['cookie', person.cookie]] };
  const unknown: From[] = [
    { headers: [['cookie', cookieOf(again)]] },
    { headers: [['authorization', `Bearer ${secret}`]] },
  ];
  using live = await openLive(server.url, { headers: { cookie: person.cookie } });
  await live.next();
  const calls = declaredProcedures().map((procedure) => ({ procedure, given: ownInputs(account, procedure) }));
  if (failure.replay) {
    for (const { procedure, given } of calls.filter(({ procedure: { path } }) => !path.startsWith('account.')))
      for (const input of given) await line.call(procedure, input, known);
  }

  const mend = await failure.break({ server, account, cut: async () => proxy?.cut() });
  const below = (await Promise.all(calls.map((call) => ask(line, call, known, !failure.slow)))).flat();
  const others = await Promise.all(
    (failure.slow ? [] : unknown).flatMap((from) =>
      declaredProcedures().map((procedure) =>
        ask(line, { procedure, given: ownInputs(account, procedure) }, from, true),
      ),
    ),
  );
  const accounts = await askAccounts(line, account, cookieOf(again), failure.slow);
  if (failure.reads) {
    server.wakeUps.wake(person.userId);
    await live.end({ timeout: 20_000 });
  }
  live[Symbol.dispose]();
  await mend?.();

  const stream: Heard = { what: 'an open stream', answer: { status: 200, headers: '', text: live.text } };
  const heard = [...below, ...others.flat(), ...accounts, stream];
  const faults = heard.flatMap(({ what, answer }) => {
    const fault = faultOf(answer);
    return fault === null ? [] : [`${failure.name}: ${what} ${fault}`];
  });
  const logged = server.errors.splice(0).map(({ line, cause }) => `${line} ${String(cause)}`);
  if (!logged.some((entry) => failure.log.test(entry)))
    faults.push(`${failure.name}: the log does not say so: ${logged.slice(0, 3).join(' | ')}`);
  if (!below.some(hasFailed)) faults.push(`${failure.name}: nothing failed`);
  return { name: failure.name, heard, below, faults };
}

/** Calls a procedure with each of its inputs, and with the first of them in a batch. */
async function ask(
  line: Line,
  { procedure, given }: { procedure: Declared; given: readonly unknown[] },
  from: From,
  inBatch: boolean,
): Promise<Heard[]> {
  const { path, type } = procedure;
  const alone = given.map((input) => line.call(procedure, input, from));
  const own =
    type === 'mutation' ? { path: 'task.create', input: { title: 'Mine' } } : { path: 'task.count', input: undefined };
  const calls = [own, ...given.slice(0, 1).map((input) => ({ path, input }))];
  const batch = type === 'subscription' || !inBatch ? [] : [line.batch(calls, type, from)];
  const answers = await Promise.all([...alone, ...batch]);
  return answers.map((answer) => ({ what: path, answer }));
}

async function askAccounts(line: Line, { person }: Account, cookie: string, briefly = false): Promise<Heard[]> {
  const { email, password } = person;
  const send = async (path: string, body: unknown, cookie = ''): Promise<Heard> => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return { what: path, answer: await line.send(`/api/auth/${path}`, text, [['cookie', cookie]]) };
  };
  const newPassword = `${password} anew`;
  const signIn = () => send('sign-in/email', { email, password });
  if (briefly) return [await signIn()];
  const heard = await Promise.all([
    signIn(),
    send('sign-up/email', { name: 'New', email: `new-${email}`, password }),
    send('get-session', undefined, cookie),
    send('change-password', { currentPassword: password, newPassword }, person.cookie),
  ]);
  return [...heard, await send('sign-out', {}, cookie)];
}
