import type {
  ChangePage,
  ExportAccount,
  ExportPage,
  Fields,
  ListHistory,
  ListTasks,
  OneTask,
  Patch,
  PullChanges,
  Pulled,
  Refusal,
  Task,
  TaskCount,
  TaskPage,
  Was,
} from '@typedo/contract';
import type { Principal } from '../principal.ts';

/** One intended change of one or more tasks of the caller. `mutationId` names the intention, so that a retry has no second effect. */
export type Mutation = { mutationId: string } & (
  | ({ type: 'create'; id: string } & Fields)
  | { type: 'update'; id: string; patch: Patch; was?: Was | undefined }
  | { type: 'delete'; id: string; was?: Was | undefined }
  | { type: 'restore'; id: string; was?: Was | undefined }
  | { type: 'updateMany'; ids: string[]; patch: Patch }
  | { type: 'deleteMany'; ids: string[] }
);

/** Why a mutation can be refused. */
export type MutationRefusal = Refusal<
  | 'TASK_NOT_FOUND'
  | 'TASK_ID_TAKEN'
  | 'TASK_DELETED'
  | 'TASK_CHANGED'
  | 'QUOTA_EXCEEDED'
  | 'MUTATION_REUSED'
  | 'MUTATION_EXPIRED'
>;

/** What became of a mutation: the tasks as it left them, or why it was refused. The same for every retry. */
export type Outcome = { tasks: Task[]; refusal?: never } | { refusal: MutationRefusal; tasks?: never };

/** An outcome, and whether it is that of an earlier time: then nothing was done now. */
export interface Settled {
  outcome: Outcome;
  duplicate: boolean;
}

/** What a write answers: an outcome for each mutation, and the cursor up to which one has to read to have seen their effects. */
export interface Written {
  settled: Settled[];
  cursor: string;
}

/**
 * Where tasks are kept. Every method sees the caller's own tasks alone: another user's task is like one that never was.
 * When the database cannot answer within bounds, each throws `Refused` with `UNAVAILABLE`.
 */
export interface TaskStore {
  /** One page of tasks; a task that nobody changes meanwhile is on exactly one of the pages. Throws INVALID_INPUT for a cursor that is not one of ours. */
  list(principal: Principal, input: ListTasks): Promise<TaskPage>;
  /** How many tasks there are, by state. Costs one row, however many tasks there are. */
  count(principal: Principal): Promise<TaskCount>;
  /** One task, in the trash or not. Throws TASK_NOT_FOUND. */
  byId(principal: Principal, input: OneTask): Promise<Task>;
  /** One page of a task's changes, the newest first. Throws TASK_NOT_FOUND, or INVALID_INPUT for a foreign cursor. */
  history(principal: Principal, input: ListHistory): Promise<ChangePage>;
  /**
   * The only way to change a task: 1 to 100 mutations in one transaction, applied in their order. The outcomes are in the
   * same order; a refused mutation changes nothing and does not stop the next one.
   */
  write(principal: Principal, mutations: readonly Mutation[]): Promise<Written>;
  /**
   * What changed after a cursor, at most `limit` tasks in the order of their changes; from null, all there is. One query. Who goes on until
   * there is no more has the state of one moment at least as late as the call.
   */
  pull(principal: Principal, input: PullChanges): Promise<Pulled>;
  /**
   * One page of all tasks, the trash included, by their ids, and behind them of all changes by their seqs. What nobody changes meanwhile is on
   * exactly one of the pages. Throws INVALID_INPUT for a foreign cursor.
   */
  export(principal: Principal, input: ExportAccount): Promise<Omit<ExportPage, 'account'>>;
  /** The cursor of now: a pull from it gives what changes from here on. */
  position(principal: Principal): Promise<string>;
}
