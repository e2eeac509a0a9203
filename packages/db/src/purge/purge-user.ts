import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '@typedo/contract';
import { ownedBy } from '../task/owner.ts';
import { toTime } from '../task/wire-time.ts';
import type { OldRows, Owner } from './old-rows.ts';
import { batch, changesOfTaskSql, changesSql, inTrashSql, oldTasksSql, outcomesSql } from './statements.ts';

/** How many rows were purged. */
export interface Purged {
  /** Tasks that were in the trash. */
  tasks: number;
  /** Rows of the history, those of the tasks included. */
  changes: number;
  /** Outcomes of mutations. */
  outcomes: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * An outcome outlives its mutation id by a day: a server whose clock is behind, or a write that is under way for long, must not take an
 * id for a young one whose outcome is gone already, and run it again.
 */
const outcomeDays = limits.mutationDays + 1;

/**
 * Purges what is older than the contract's limits, of one user, in short transactions: tasks from the trash with their history, other
 * changes, outcomes of mutations. What has reached its age to the millisecond stays. `now` is in milliseconds since 1970. Ends
 * early, between two batches, when `signal` is aborted. Throws UNAVAILABLE; what was purged until then stays so.
 */
export async function purgeUser(rows: OldRows, owner: Owner, now: number, signal?: AbortSignal): Promise<Purged> {
  const total: Purged = { tasks: 0, changes: 0, outcomes: 0 };
  let began = performance.now();
  for await (const { tasks = 0, changes = 0, outcomes = 0 } of batches(rows, owner, now)) {
    total.tasks += tasks;
    total.changes += changes;
    total.outcomes += outcomes;
    if (signal?.aborted) break;
    // As long a rest as the batch took: whoever waits for the event loop, or in another process for the file, comes first.
    await sleep(performance.now() - began);
    began = performance.now();
  }
  return total;
}

type Batches = AsyncGenerator<Partial<Purged>>;

async function* batches(rows: OldRows, owner: Owner, now: number): Batches {
  yield* trash(rows, owner, toTime(now - limits.trashDays * dayMs));
  yield* history(rows, owner, toTime(now - limits.historyDays * dayMs));
  yield* outcomes(rows, owner, now - outcomeDays * dayMs);
}

async function* trash(rows: OldRows, owner: Owner, before: string): Batches {
  const [head] = await rows.read(inTrashSql, ownedBy(owner));
  if (!head?.['deleted']) return;
  for (;;) {
    const old = await rows.read(oldTasksSql, ownedBy(owner, rows.timeParameter(before)));
    const tasks = old.map((row) => ({ id: String(row['id']), changes: Number(row['changes']) }));
    const [first] = tasks;
    if (!first) return;
    if (first.changes > batch.rows) yield { changes: await trim(rows, owner, first.id) };
    else yield await rows.deleteTasks(owner, fitting(tasks), before);
  }
}

/** A history that is too long for one batch goes first, the oldest changes before the others; its task follows with the rest. */
async function trim(rows: OldRows, owner: Owner, id: string): Promise<number> {
  const oldest = await rows.read(changesOfTaskSql, ownedBy(owner, id));
  return rows.deleteChanges(
    owner,
    oldest.map((row) => Number(row['seq'])),
  );
}

/** As many of the tasks as have no more changes together than fit in a batch. */
function fitting(tasks: { id: string; changes: number }[]): string[] {
  let changes = 0;
  const tooMany = tasks.findIndex((task) => (changes += task.changes) > batch.rows);
  return tasks.slice(0, tooMany === -1 ? tasks.length : tooMany).map(({ id }) => id);
}

/** From the lowest seq to the first page with nothing old: `at` grows with the seq, but for clocks that were set back. */
async function* history(rows: OldRows, owner: Owner, before: string): Batches {
  for (let after = 0; ;) {
    const page = await rows.read(changesSql, ownedBy(owner, after, rows.timeParameter(before)));
    const old = page.filter((row) => row['old']).map((row) => Number(row['seq']));
    if (old.length === 0) return;
    yield { changes: await rows.deleteChanges(owner, old) };
    if (page.length < batch.rows) return;
    after = Number(page.at(-1)?.['seq']);
  }
}

/** Over all ids of before: one that is young itself may lie between them, when its id was kept for long before it was sent. */
async function* outcomes(rows: OldRows, owner: Owner, before: number): Batches {
  const end = idOf(before);
  const moment = rows.timeParameter(toTime(before));
  for (let after = idOf(0); ;) {
    const page = await rows.read(outcomesSql, ownedBy(owner, after, end, moment));
    const old = page.filter((row) => row['old']).map((row) => String(row['id']));
    yield { outcomes: old.length === 0 ? 0 : await rows.deleteOutcomes(owner, old) };
    if (page.length < batch.rows) return;
    after = String(page.at(-1)?.['id']);
  }
}

/** What every UUIDv7 of this moment or later is greater than, and every earlier one smaller, as a uuid and as a text. */
function idOf(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}
