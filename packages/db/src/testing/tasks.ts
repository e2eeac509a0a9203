import { fieldsOf, newId, type Patch, type Task, type Was } from '@typedo/contract';
import type { Principal } from '../principal.ts';
import type { Mutation, Outcome, TaskStore } from '../task/task-store.ts';

/** A mutation that creates a task. */
export function creation(fields: Patch & { id?: string; mutationId?: string } = {}): Mutation & { type: 'create' } {
  const { id = newId(), mutationId = id, title = 'Buy milk' } = fields;
  return { type: 'create', mutationId, id, ...fieldsOf({ ...fields, title }) };
}

/** A mutation that changes a task. */
export function change(id: string, patch: Patch, was?: Was): Mutation & { type: 'update' } {
  return { type: 'update', mutationId: newId(), id, patch, ...(was && { was }) };
}

/** A mutation that moves a task to the trash or back. */
export function move(type: 'delete' | 'restore', id: string, was?: Was): Mutation & { type: 'delete' | 'restore' } {
  return { type, mutationId: newId(), id, ...(was && { was }) };
}

/** Writes one mutation and gives its outcome. */
export async function write(store: TaskStore, principal: Principal, mutation: Mutation): Promise<Outcome> {
  const [outcome] = await writeAll(store, principal, [mutation]);
  if (!outcome) throw new Error('No outcome');
  return outcome;
}

/** Writes mutations in one transaction and gives their outcomes. */
export async function writeAll(
  store: TaskStore,
  principal: Principal,
  mutations: readonly Mutation[],
): Promise<Outcome[]> {
  const { settled } = await store.write(principal, mutations);
  return settled.map(({ outcome }) => outcome);
}

/** Writes one mutation that must be applied, and gives the task as it left it. */
export async function applied(store: TaskStore, principal: Principal, mutation: Mutation): Promise<Task> {
  const { tasks, refusal } = await write(store, principal, mutation);
  const [task] = tasks ?? [];
  if (!task) throw new Error(`Refused: ${JSON.stringify(refusal)}`);
  return task;
}
