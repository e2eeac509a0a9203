import { z } from 'zod';
import { mutationId, taskId } from './id.ts';
import { limits } from './limits.ts';
import { text, trimmedText } from './text.ts';
import { inRules } from './worded-rules.ts';

/** What a task is called; stored trimmed. */
export const title = trimmedText(limits.title);

/** More about a task. Null and the empty text are both valid and stay distinct. */
export const description = text(limits.description).nullable();

/** Whether a task is done; only a boolean, no 1 and no "true". */
export const complete = z.boolean();

/** A moment on the wire: UTC with milliseconds, `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export const timestamp = z.iso
  .datetime({ precision: 3 })
  .refine((value) => !value.startsWith('0000'), 'Invalid time: there is no year 0')
  .meta(inRules('yearOne'));

/** The fields that a person writes. A new one begins here: docs/add-a-field.md. */
export const fields = z.strictObject({ title, description, complete });

/**
 * What a field is where nobody said: in a create that does not name it, and in a task that was kept or sent by a program of before the field
 * was there. Without a default here a create has to name the field.
 */
export const fieldDefaults = { description: null, complete: false } as const satisfies Partial<Fields>;

/** A task as every program sees it, no more. */
export const task = z
  .strictObject({
    id: taskId,
    userId: text(limits.userId),
    ...fields.shape,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Task' });

/** Changes to a task: an absent key leaves the field as it is, null is a value. */
export const patch = fields
  .partial()
  .refine(
    (value) => Object.keys(value).length > 0,
    `Invalid patch: expected at least one of ${Object.keys(fields.shape).join(', ')}`,
  )
  .meta({ minProperties: 1 });

/** What the caller believes of the task: the write is refused as `TASK_CHANGED` when a named field differs. */
export const was = fields.extend({ updatedAt: timestamp }).partial();

type Mask = { [Name in keyof typeof fieldDefaults]: true };

const withDefault = Object.fromEntries(Object.keys(fieldDefaults).map((name) => [name, true])) as Mask; // its very keys

/** Input of `task.create`. Of `id` and `mutationId` each defaults to the other. */
export const createTask = fields
  .partial(withDefault)
  .extend({ id: taskId.optional(), mutationId: mutationId.optional() });

/** Input of `task.update`. */
export const updateTask = z.strictObject({
  id: taskId,
  patch,
  was: was.optional(),
  mutationId: mutationId.optional(),
});

/** Input of `task.delete` and `task.restore`. */
export const moveTask = updateTask.omit({ patch: true });

const ids = z
  .array(taskId)
  .min(limits.many.min)
  .max(limits.many.max)
  .refine((value) => new Set(value).size === value.length, 'Invalid ids: expected each id once')
  .meta({ uniqueItems: true });

/** Input of `task.updateMany`: all are changed, or none is. */
export const updateTasks = z.strictObject({ ids, patch, mutationId: mutationId.optional() });

/** Input of `task.deleteMany`: all go to the trash, or none does. */
export const deleteTasks = updateTasks.omit({ patch: true });

/** Input of `task.byId`. */
export const oneTask = z.strictObject({ id: taskId });

/** Output of `task.updateMany` and `task.deleteMany`: the tasks in the order of the ids. */
export const taskList = z.strictObject({ tasks: z.array(task) });

export type Task = z.infer<typeof task>;
export type Fields = z.infer<typeof fields>;
export type Patch = z.infer<typeof patch>;
export type Was = z.infer<typeof was>;
export type CreateTask = z.infer<typeof createTask>;
export type UpdateTask = z.infer<typeof updateTask>;
export type MoveTask = z.infer<typeof moveTask>;
export type UpdateTasks = z.infer<typeof updateTasks>;
export type DeleteTasks = z.infer<typeof deleteTasks>;
export type OneTask = z.infer<typeof oneTask>;
export type TaskList = z.infer<typeof taskList>;
