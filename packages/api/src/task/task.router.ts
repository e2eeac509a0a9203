import {
  changePage,
  createTask,
  deleteTasks,
  listHistory,
  listTasks,
  moveTask,
  oneTask,
  task,
  taskCount,
  taskList,
  taskPage,
  updateTask,
  updateTasks,
} from '@typedo/contract';
import { z } from 'zod';
import { reading, router, writing } from '../trpc.ts';
import * as tasks from './tasks.ts';

/** The `task` procedures: schema in, store, schema out. Their reasons are in the contract's `procedureReasons`. */
export const taskRouter = router({
  list: reading
    .input(listTasks.prefault({})) // every key has a default, so that a list needs no input
    .output(taskPage)
    .query(({ ctx, input }) => ctx.tasks.list(ctx.principal, input)),
  count: reading
    .input(z.void())
    .output(taskCount)
    .query(({ ctx }) => ctx.tasks.count(ctx.principal)),
  byId: reading
    .input(oneTask)
    .output(task)
    .query(({ ctx, input }) => ctx.tasks.byId(ctx.principal, input)),
  history: reading
    .input(listHistory)
    .output(changePage)
    .query(({ ctx, input }) => ctx.tasks.history(ctx.principal, input)),
  create: writing
    .input(createTask)
    .output(task)
    .mutation(({ ctx, input }) => tasks.create(ctx.tasks, ctx.principal, input)),
  update: writing
    .input(updateTask)
    .output(task)
    .mutation(({ ctx, input }) => tasks.update(ctx.tasks, ctx.principal, input)),
  delete: writing
    .input(moveTask)
    .output(task)
    .mutation(({ ctx, input }) => tasks.remove(ctx.tasks, ctx.principal, input)),
  restore: writing
    .input(moveTask)
    .output(task)
    .mutation(({ ctx, input }) => tasks.restore(ctx.tasks, ctx.principal, input)),
  updateMany: writing
    .input(updateTasks)
    .output(taskList)
    .mutation(({ ctx, input }) => tasks.updateMany(ctx.tasks, ctx.principal, input)),
  deleteMany: writing
    .input(deleteTasks)
    .output(taskList)
    .mutation(({ ctx, input }) => tasks.removeMany(ctx.tasks, ctx.principal, input)),
});
