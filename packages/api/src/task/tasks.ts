import {
  fieldsOf,
  newId,
  type CreateTask,
  type DeleteTasks,
  type MoveTask,
  type Task,
  type TaskList,
  type UpdateTask,
  type UpdateTasks,
} from '@typedo/contract';
import { Refused, type Mutation, type Principal, type TaskStore } from '@typedo/db/store';

/** Creates a task. Of id and mutation id each defaults to the other, so that a retry is the same intention; else both are new. */
export function create(store: TaskStore, principal: Principal, input: CreateTask): Promise<Task> {
  const { id = input.mutationId ?? newId(), mutationId = id } = input;
  return one(store, principal, { type: 'create', mutationId, id, ...fieldsOf(input) });
}

/** Changes the fields that the patch names. */
export function update(store: TaskStore, principal: Principal, input: UpdateTask): Promise<Task> {
  return one(store, principal, { type: 'update', ...named(input) });
}

/** Moves a task to the trash; moving it there again succeeds and changes nothing. */
export function remove(store: TaskStore, principal: Principal, input: MoveTask): Promise<Task> {
  return one(store, principal, { type: 'delete', ...named(input) });
}

/** Brings a task back from the trash as it was; one that is not there stays as it is. */
export function restore(store: TaskStore, principal: Principal, input: MoveTask): Promise<Task> {
  return one(store, principal, { type: 'restore', ...named(input) });
}

/** Changes all the tasks or none. */
export function updateMany(store: TaskStore, principal: Principal, input: UpdateTasks): Promise<TaskList> {
  return many(store, principal, { type: 'updateMany', ...named(input) });
}

/** Moves all the tasks to the trash or none. */
export function removeMany(store: TaskStore, principal: Principal, input: DeleteTasks): Promise<TaskList> {
  return many(store, principal, { type: 'deleteMany', ...named(input) });
}

/** An intention that its caller did not name cannot be recognised when it is repeated; it gets a name all the same. */
function named<T extends { mutationId?: string | undefined }>(input: T): T & { mutationId: string } {
  return { ...input, mutationId: input.mutationId ?? newId() };
}

async function one(store: TaskStore, principal: Principal, mutation: Mutation): Promise<Task> {
  const { tasks } = await many(store, principal, mutation);
  return tasks[0]!; // an applied mutation of one task answers with that task
}

async function many(store: TaskStore, principal: Principal, mutation: Mutation): Promise<TaskList> {
  const { settled } = await store.write(principal, [mutation]);
  const { tasks, refusal } = settled[0]!.outcome; // there is one for each mutation
  if (refusal) throw new Refused(refusal);
  return { tasks };
}
