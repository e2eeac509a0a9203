import {
  complete,
  createTask,
  inputKeys,
  issuesOf,
  listTasks,
  moveTask,
  summaries,
  task,
  taskPage,
  updateTask,
  type Procedure,
  type Refusal,
  type Scope,
} from '@typedo/contract';
import { z } from 'zod';

/** The procedures that are tools. */
export type ToolProcedure = Extract<
  Procedure,
  'task.list' | 'task.create' | 'task.update' | 'task.delete' | 'task.restore'
>;

/** A procedure as an agent sees it: the same schemas and reasons under a name that says what to do. */
export interface Tool {
  /** Verb and noun, as most tools are called: agents choose by it, and agent programs put the name of the server before it. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly description: string;
  readonly procedure: ToolProcedure;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /** What each key of the input means. */
  readonly keys: Readonly<Record<string, string>>;
  /** What a key must be allowed to do. */
  readonly scope: Scope;
  /** Whether what the tool writes over is not to be had back by another tool. */
  readonly overwrites: boolean;
  /** Whether a second call with the same arguments changes nothing more. */
  readonly repeatable: boolean;
  /** Makes the procedure's input of arguments; without it they are the input. */
  readonly toInput?: (args: unknown) => { input: unknown } | { refusal: Refusal };
}

const completeTask = moveTask.extend({ complete: complete.default(true) });

const ofTask = { output: task, scope: 'tasks:write', overwrites: false, repeatable: true } as const;

/** All tools, in the order in which they are listed. */
export const tools: readonly Tool[] = [
  {
    ...of('task.list'),
    name: 'list_tasks',
    title: 'List tasks',
    input: listTasks,
    output: taskPage,
    scope: 'tasks:read',
    overwrites: false,
    repeatable: true,
  },
  {
    ...of('task.create'),
    ...ofTask,
    name: 'create_task',
    title: 'Create a task',
    input: createTask,
    repeatable: false,
  },
  {
    ...of('task.update'),
    ...ofTask,
    name: 'complete_task',
    title: 'Complete a task',
    description: 'Marks a task as complete, or as open again.',
    input: completeTask,
    keys: { ...inputKeys['task.delete'], complete: 'Whether the task is done; true unless it says otherwise.' },
    toInput: asUpdate,
  },
  {
    ...of('task.update'),
    ...ofTask,
    name: 'update_task',
    title: 'Change a task',
    input: updateTask,
    overwrites: true,
  },
  {
    ...of('task.delete'),
    ...ofTask,
    name: 'delete_task',
    title: 'Move a task to the trash',
    input: moveTask,
  },
  {
    ...of('task.restore'),
    ...ofTask,
    name: 'restore_task',
    title: 'Restore a task',
    input: moveTask,
  },
];

/** The tool of this name. */
export function toolOf(name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name);
}

/** The procedure that a message calls a tool for; undefined for any other message, whatever a client sends. */
export function procedureOf(message: unknown): ToolProcedure | undefined {
  const { success, data } = toolCall.safeParse(message);
  return success ? toolOf(data.params.name)?.procedure : undefined;
}

const toolCall = z.object({ method: z.literal('tools/call'), params: z.object({ name: z.string() }) });

/** What the contract says of a procedure. */
function of(procedure: ToolProcedure) {
  return { procedure, description: summaries[procedure], keys: inputKeys[procedure] };
}

/** To complete is to update, with a patch of one field. */
function asUpdate(args: unknown): { input: unknown } | { refusal: Refusal } {
  const { data, error } = completeTask.safeParse(args);
  if (error) return { refusal: { reason: 'INVALID_INPUT', details: { issues: issuesOf(error) } } };
  const { complete, ...rest } = data;
  return { input: { ...rest, patch: { complete } } };
}
