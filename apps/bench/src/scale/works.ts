import { formatCursor, newId } from '@typedo/contract';
import { filledId, keyOf } from '@typedo/db/testing/filling';
import { mutation, query, type HttpCall } from '../stage/client.ts';
import type { Account, Population } from './population.ts';

/** What is asked again and again, each time of the next account. */
export interface Work {
  readonly name: string;
  /** Who asks in turn; nobody where the database has no such account. */
  readonly accounts: readonly Account[];
  /** Makes the next call of an account. */
  call(account: Account): HttpCall;
}

/** What the calls have to know of a database: its epoch, and the time for which it was filled, in milliseconds since 1970. */
export interface Filled {
  readonly epoch: string;
  readonly now: number;
}

/** Everything that is measured, in its order: what writes comes last. */
export function worksOf({ some, more, most }: Population, { epoch, now }: Filled): Work[] {
  const latest = ({ tasks }: Account) =>
    formatCursor({ epoch, seq: tasks + Math.floor(tasks / 5) + Math.floor(tasks / 20), floor: 0 });
  const anyId = (account: Account) => filledId(account, 2 * Math.floor((Math.random() * account.tasks) / 2) + 1, now);
  return [
    { name: 'list 50', accounts: some, call: list({}) },
    {
      name: 'byId',
      accounts: some,
      call: (account) => query(keyOf(account.userId), 'task.byId', { id: anyId(account) }),
    },
    { name: 'pull of 1,000', accounts: more, call: pull(() => null) },
    { name: 'pull from now', accounts: some, call: pull(latest) },
    { name: 'count', accounts: some, call: ({ userId }) => query(keyOf(userId), 'task.count') },
    { name: 'search', accounts: some, call: list({ search: 'INVOICE' }) },
    { name: 'list 50 of 100,000', accounts: most, call: list({}) },
    { name: 'list 50 by title of 100,000', accounts: most, call: list({ order: 'title' }) },
    { name: 'trash of 5,000', accounts: most, call: list({ deleted: true }) },
    { name: 'search in 100,000', accounts: most, call: list({ search: 'INVOICE' }) },
    { name: 'search in 100,000 in vain', accounts: most, call: list({ search: 'nowhere' }) },
    {
      name: 'create',
      accounts: some,
      call: ({ userId }) => mutation(keyOf(userId), 'task.create', { title: 'Buy milk' }),
    },
    {
      name: 'update',
      accounts: some,
      call: (account) =>
        mutation(keyOf(account.userId), 'task.update', {
          id: anyId(account),
          patch: { title: `Changed to ${newId()}` },
        }),
    },
  ];
}

/** A call that lets the server know an account's key, as it knows that of everybody who works, and reads no task. */
export function greet({ userId }: Account): HttpCall {
  return query(keyOf(userId), 'task.count');
}

function list(input: object): Work['call'] {
  return ({ userId }) => query(keyOf(userId), 'task.list', { limit: 50, ...input });
}

function pull(cursorOf: (account: Account) => string | null): Work['call'] {
  return (account) => query(keyOf(account.userId), 'sync.pull', { cursor: cursorOf(account), limit: 1000 });
}
