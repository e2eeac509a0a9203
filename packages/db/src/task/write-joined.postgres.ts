import { formatCursor } from '@typedo/contract';
import type { TextsOn } from '../connect/postgres-query.ts';
import { begin, commit } from '../connect/postgres-transaction.ts';
import type { Step, TextRow } from '../connect/text-query.postgres.ts';
import type { Principal } from '../principal.ts';
import { eachOwnedBy, ownedBy } from './owner.ts';
import { plan, type Plan, type WriteContext, type WriteState } from './plan.ts';
import { persist, type GroupPlan } from './persist.postgres.ts';
import type { Mutation, Written } from './task-store.ts';
import { lockHead, lockHeads, readDone } from './write-reads.postgres.ts';
import type { WriteStatements } from './write-statements.postgres.ts';

/** What a write answers, and whether it changed a task. */
export type Changed = Written & { changed: boolean };

/** One call: what it intends, and who calls. */
export interface Call {
  principal: Principal;
  mutations: readonly Mutation[];
}

/** Where writes run, and the statements that they are made of. */
export interface WritePlace {
  readonly texts: TextsOn;
  readonly statements: WriteStatements;
}

/** When, and within which quota. */
export type Settings = Pick<WriteContext, 'quota' | 'now'>;

/** Calls of one user, at least one. Each has its own answer, as if it had been alone. */
export type Group = readonly Call[];

/** Writes the calls of one user in one transaction of two round trips, however many mutations there are. It waits for others who write this user's. */
export async function writeGroup(place: WritePlace, group: Group, settings: Settings): Promise<Changed[]> {
  const lock = { statement: lockHead, values: ownedBy(ownerOf(group)) };
  const [answers] = await writeLocked(place, [group], lock, settings);
  return answers!; // whoever waits gets the lock
}

/**
 * Does the same for several users. It waits for nobody: for a user whom another transaction is writing just now, or who has no head yet, it
 * does nothing and answers undefined. So no user waits for another's.
 */
export async function writeGroups(
  place: WritePlace,
  groups: readonly Group[],
  settings: Settings,
): Promise<(Changed[] | undefined)[]> {
  const owners = groups.map((group) => eachOwnedBy(ownerOf(group), {}));
  return writeLocked(place, groups, { statement: lockHeads, values: [JSON.stringify(owners)] }, settings);
}

function ownerOf([call]: Group): Principal {
  return call!.principal; // there is one at least, and all are the same user's
}

async function writeLocked(
  { texts, statements }: WritePlace,
  groups: readonly Group[],
  lock: Step,
  settings: Settings,
): Promise<(Changed[] | undefined)[]> {
  return texts.transaction(async (readEach) => {
    const states = statesOf(statements, await readEach([begin, lock, ...reads(statements, groups)]));
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
    await readEach(plans.length > 0 ? [persist(statements.persist, plans, settings.now), commit] : [commit]);
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
 * What is read behind the lock: whoever has a head is alone with this user's writes. Each statement sees what was committed before it
 * began, so what was committed while this transaction waited for the head is seen, too.
 */
function reads({ readTasks }: WriteStatements, groups: readonly Group[]): Step[] {
  const tasks: object[] = [];
  const done: object[] = [];
  for (const { principal, mutations } of groups.flat())
    for (const mutation of mutations) {
      for (const id of 'ids' in mutation ? mutation.ids : [mutation.id]) tasks.push(eachOwnedBy(principal, { id }));
      done.push(eachOwnedBy(principal, { id: mutation.mutationId }));
    }
  return [
    { statement: readTasks, values: [JSON.stringify(tasks)] },
    { statement: readDone, values: [JSON.stringify(done)] },
  ];
}

/** By user, of those whose head was locked. */
function statesOf(
  { toRow }: WriteStatements,
  [, heads = [], tasks = [], done = []]: TextRow[][],
): Map<string, WriteState> {
  const states = new Map(heads.map(stateOf));
  for (const row of tasks) states.get(String(row[0]))?.tasks.set(String(row[1]), toRow(row));
  for (const [userId, id, hash, outcome] of done)
    states.get(String(userId))?.done.set(String(id), { hash: String(hash), outcome: String(outcome) });
  return states;
}

function stateOf([userId, seq, open, complete, deleted, epoch]: TextRow): [string, WriteState] {
  const head = { seq: Number(seq), open: Number(open), complete: Number(complete), deleted: Number(deleted) };
  return [String(userId), { tasks: new Map(), head, epoch: String(epoch), done: new Map() }];
}
