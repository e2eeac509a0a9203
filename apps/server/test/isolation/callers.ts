import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { reasons, userIdHeader, type Reason } from '@typedo/contract';
import { cookieOf, type Person, type TestServer } from '../setup-server.ts';
import { fill, type Account } from './accounts.ts';
import type { HeaderList } from './ask.ts';
import { declaredProcedures, type Declared } from './procedures.ts';

/** The callers of the matrix, by what is wrong with them. */
export const columns = [
  'other user',
  'signed out',
  'revoked key',
  'expired session',
  'read-only key',
  'deleted account',
] as const;

/** One way to call for what is another's. */
export interface Caller {
  readonly column: (typeof columns)[number];
  readonly name: string;
  readonly headers: HeaderList;
  /** Added to the query string. */
  readonly query?: URLSearchParams | undefined;
  /** Why it is let into nothing of this procedure; null when it may see what is its own. */
  refusal(procedure: Declared): Reason | null;
  /** What else its inputs name; without it, nothing that ever was. */
  readonly own?: Account;
  /** Whose things it is after. */
  readonly owner: Account;
  /** All that it has named in inputs: what it hears of that again is no news. */
  readonly sent: Set<string>;
  /** Whether the owner's own things are rightly told to it, unless it is refused. */
  readonly isOwner?: boolean;
  /** Whether it tries everything of the owner's at once, and not each alone: for how it calls matters more than what for. */
  readonly briefly?: boolean;
}

/** Accounts, and all who are after them. */
export interface World {
  readonly callers: readonly Caller[];
  readonly victim: Account;
  /** An account that was deleted, which has no rows any more, and what it had. */
  readonly gone: { readonly account: Account; readonly secrets: string[] };
}

const unauthenticated = (): Reason => 'UNAUTHENTICATED';
const sessionMay = (): null => null;
const keyMay = ({ path }: Declared) => (path.startsWith('account.') && path !== 'account.me' ? 'SCOPE_MISSING' : null);
const readerMay = (procedure: Declared) => (procedure.type === 'mutation' ? 'SCOPE_MISSING' : keyMay(procedure));

/** Makes the accounts and callers. Whatever was taken away has been so for longer than anybody is believed, on the clock that `pass` moves. */
export async function setupWorld(server: TestServer, pass: (ms: number) => void): Promise<World> {
  const victim = await fill(server, await server.signUp('Victim'), 500);
  const person = await server.signUp('Gone');
  const account = await fill(server, person, 500);
  const others = await Promise.all(['Other', 'Program', 'Reader'].map((name) => server.signUp(name)));
  const [other, program, reader] = await Promise.all(others.map((one) => fill(server, one)));
  if (!other || !program || !reader) throw new Error('Expected three accounts');
  const cookie = (of: Person) => ['cookie', of.cookie] as const;
  const bearer = ({ secret }: { secret: string }) => ['authorization', `Bearer ${secret}`] as const;
  const posing = [userIdHeader, victim.person.userId] as const;

  const [programKey, readerKey] = [await program.person.key(), await reader.person.key(['tasks:read'])];
  const [ownReader, revoked] = [await victim.person.key(['tasks:read']), await victim.person.key()];
  await victim.person.typedo().account.keys.revoke.mutate({ id: revoked.id });
  const expired = await signInAgain(server, victim.person);
  await expire(server, expired);
  const goneKey = await person.key();
  const gone = { account, secrets: await account.secrets() };
  await deleteAccount(server, person);
  const reborn = await fill(server, await server.signUp('Reborn', person.email));
  pass(3_000);

  const towards = (owner: Account) => {
    const signedOff = { owner, refusal: unauthenticated };
    return [
      { column: 'deleted account', name: 'its session', headers: [cookie(person)], ...signedOff },
      { column: 'deleted account', name: 'its key', headers: [bearer(goneKey)], ...signedOff },
    ] as const;
  };
  const after = { owner: victim, refusal: unauthenticated };
  const brief = { ...after, briefly: true };
  const forged = victim.person.cookie.replace(/\.[^.]*$/, '.c29tZXRoaW5nIGVsc2UgdGhhdCBpcyAzMiBieXRlcyBsb25n');
  const query = new URLSearchParams({
    authorization: `Bearer ${ownReader.secret}`,
    key: ownReader.secret,
    apiKey: ownReader.secret,
    cookie: victim.person.cookie,
    connectionParams: JSON.stringify({ authorization: `Bearer ${ownReader.secret}` }),
  });
  const callers: Omit<Caller, 'sent'>[] = [
    {
      column: 'other user',
      name: 'session',
      headers: [cookie(other.person)],
      refusal: sessionMay,
      own: other,
      owner: victim,
    },
    { column: 'other user', name: 'key', headers: [bearer(programKey)], refusal: keyMay, own: program, owner: victim },
    { column: 'other user', name: 'session, posing', headers: [cookie(other.person), posing], own: other, ...brief },
    { column: 'other user', name: 'key, posing', headers: [bearer(programKey), posing], own: program, ...brief },
    { column: 'other user', name: 'two keys', headers: [bearer(programKey), bearer(revoked)], own: program, ...brief },
    {
      column: 'other user',
      name: 'two other keys',
      headers: [bearer(revoked), bearer(programKey)],
      own: program,
      ...brief,
    },
    { column: 'signed out', name: 'nothing', headers: [], ...after },
    { column: 'signed out', name: 'posing', headers: [posing], ...brief },
    { column: 'signed out', name: 'a forged cookie', headers: [['cookie', forged]], ...brief },
    { column: 'signed out', name: 'proofs in the address', headers: [], query, ...brief },
    { column: 'revoked key', name: `the owner's own`, headers: [bearer(revoked)], ...after },
    { column: 'expired session', name: `the owner's own`, headers: [['cookie', expired]], ...after },
    {
      column: 'read-only key',
      name: `another's`,
      headers: [bearer(readerKey)],
      refusal: readerMay,
      own: reader,
      owner: victim,
    },
    {
      column: 'read-only key',
      name: `the owner's own`,
      headers: [bearer(ownReader)],
      refusal: readerMay,
      owner: victim,
      isOwner: true,
    },
    ...towards(victim),
    ...towards(account).map((caller) => ({ ...caller, name: `${caller.name}, for its own`, briefly: true })),
    {
      column: 'deleted account',
      name: 'signed up again',
      headers: [cookie(reborn.person)],
      refusal: sessionMay,
      own: reborn,
      owner: account,
    },
  ];
  return { callers: callers.map((caller) => ({ ...caller, sent: new Set() })), victim, gone };
}

/** What a refusal for this reason answers. */
export function statusOf(reason: Reason): number {
  return getHTTPStatusCodeFromError(new TRPCError({ code: reasons[reason].code }));
}

async function signInAgain(server: TestServer, { email, password }: Person): Promise<string> {
  return cookieOf(await server.post('/api/auth/sign-in/email', { email, password }, { origin: server.url }));
}

async function expire(server: TestServer, cookie: string): Promise<void> {
  const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0];
  const past = new Date(Date.now() - 1_000).toISOString();
  await server.database.kysely().updateTable('sessions').set({ expires_at: past }).where('token', '=', token).execute();
}

/** By the procedure when there is one. */
async function deleteAccount(server: TestServer, { userId, password, cookie }: Person): Promise<void> {
  const path = 'account.delete';
  if (declaredProcedures().some((procedure: { path: string }) => procedure.path === path)) {
    const response = await server.post(`/trpc/${path}`, { password }, { cookie, origin: server.url });
    if (!response.ok) throw new Error(`The account was not deleted: ${await response.text()}`);
  } else {
    await server.database.kysely().deleteFrom('users').where('id', '=', userId).execute();
  }
}
