import { formatCursor } from '@typedo/contract';
import type { Pool, PoolClient } from 'pg';
import { begin, commit, onClient } from '../connect/postgres-transaction.ts';
import { readTextsOf, type Step } from '../connect/pipeline.postgres.ts';
import type { TextRow } from '../connect/text-query.postgres.ts';
import type { Principal } from '../principal.ts';
import { eachOwnedBy, ownedBy } from './owner.ts';
import { plan, type Plan, type WriteContext, type WriteState } from './plan.ts';
import { persist, type GroupPlan } from './persist.postgres.ts';
import type { TaskRow } from './row.ts';
import type { Mutation, Written } from './task-store.ts';
import { lockHead, lockHeads, readDone, readTasks } from './write-reads.postgres.ts';

/** What a write answers, and whether it changed a task. */
export type Changed = Written & { changed: boolean };

/** One call: what it intends, and who calls. */
export interface Call {
  principal: Principal;
  mutations: readonly Mutation[];
}

/** When, and within which quota. */
export type Settings = Pick<WriteContext, 'quota' | 'now'>;

/** Calls of one user, at least one. Each has its own answer, as if it had been alone. */
export type Group = readonly Call[];

/** Writes the calls of one user in one transaction of two round trips, however many mutations there are. It waits for others who write this user's. */
export async function writeGroup(pool: Pool, group: Group, settings: Settings): Promise<Changed[]> {
  const lock = { statement: lockHead, values: ownedBy(ownerOf(group)) };
  const [answers] = await writeLocked(pool, [group], lock, settings);
  return answers!; // whoever waits gets the lock
}

/**
 * Does the same for several users. It waits for nobody: for a user whom another transaction is writing just now, or who has no head yet, it
 * does nothing and answers undefined. So no user waits for another's.
 */
export async function writeGroups(
  pool: Pool,
  groups: readonly Group[],
  settings: Settings,
): Promise<(Changed[] | undefined)[]> {
  const owners = groups.map((group) => eachOwnedBy(ownerOf(group), {}));
  return writeLocked(pool, groups, { statement: lockHeads, values: [JSON.stringify(owners)] }, settings);
}

function ownerOf([call]: Group): Principal {
  return call!.principal; // there is one at least, and all are the same user's
}

async function writeLocked(
  pool: Pool,
  groups: readonly Group[],
  lock: Step,
  settings: Settings,
): Promise<(Changed[] | undefined)[]> {
  return onClient(pool, async (client) => {
    const states = await readStates(client, groups, lock);
    const plans: GroupPlan[] = [];
    const answers = groups.map((group) => {
      const owner = ownerOf(group);
      const state = states.get(owner.userId);
      if (!state) return undefined;
      const planned: Plan = { settled: [], changed: new Set(), changes: [], mutations: [] };
      const answer = group.map((call) => planCall(state, planned, call, settings));
      if (planned.mutations.length > 0) plans.push({ owner, planned, head: state.head });
      return answer;
    });
    await readTextsOf(client, plans.length > 0 ? [persist(plans, settings.now), commit] : [commit]);
    return answers;
  });
}

function planCall(state: WriteState, planned: Plan, { principal, mutations }: Call, settings: Settings): Changed {
  const before = { settled: planned.settled.length, changes: planned.changes.length };
  plan(state, mutations, { principal, ...settings }, planned);
  return {
    settled: planned.settled.slice(before.settled),
    cursor: formatCursor({ epoch: state.epoch, seq: state.head.seq, floor: 0 }),
    changed: planned.changes.length > before.changes,
  };
}

/**
 * Locks the heads and then reads: whoever has a head is alone with this user's writes. Each statement sees what was committed before it
 * began, so what was committed while this transaction waited for the head is seen, too. By user.
 */
async function readStates(client: PoolClient, groups: readonly Group[], lock: Step): Promise<Map<string, WriteState>> {
  const mutations = groups.flatMap((group) =>
    group.flatMap((call) => call.mutations.map((mutation) => ({ ...call, mutation }))),
  );
  const tasks = mutations.flatMap(({ principal, mutation }) =>
    ('ids' in mutation ? mutation.ids : [mutation.id]).map((id) => eachOwnedBy(principal, { id })),
  );
  const done = mutations.map(({ principal, mutation }) => eachOwnedBy(principal, { id: mutation.mutationId }));
  const [, heads = [], taskRows = [], doneRows = []] = await readTextsOf(client, [
    begin,
    lock,
    { statement: readTasks, values: [JSON.stringify(tasks)] },
    { statement: readDone, values: [JSON.stringify(done)] },
  ]);
  const states = new Map(heads.map(stateOf));
  for (const row of taskRows) states.get(String(row[0]))?.tasks.set(String(row[1]), taskOf(row));
  for (const [userId, id, hash, outcome] of doneRows)
    states.get(String(userId))?.done.set(String(id), { hash: String(hash), outcome: String(outcome) });
  return states;
}

function stateOf([userId, seq, open, complete, deleted, epoch]: TextRow): [string, WriteState] {
  const head = { seq: Number(seq), open: Number(open), complete: Number(complete), deleted: Number(deleted) };
  return [String(userId), { tasks: new Map(), head, epoch: String(epoch), done: new Map() }];
}

/** A row of `readTasks`, in the order of its columns. */
function taskOf([, id, title, description, complete, seq, createdAt, updatedAt, deletedAt]: TextRow): TaskRow {
  return {
    id: String(id),
    title: String(title),
    description: description ?? null,
    complete: complete === 't',
    seq: Number(seq),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
    deletedAt: deletedAt === null ? null : Number(deletedAt),
  };
}
