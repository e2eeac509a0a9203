import { useMutationState } from '@tanstack/react-query';
import { isReason, type TaskCount, type Task, type Typedo } from '@typedo/sdk';
import { useMemo } from 'react';
import { useServices, type Services } from '../app/services.ts';
import { currentUserId } from '../session/session.ts';
import { countChange, type Write } from './fold.ts';
import { subject, type Op } from './op.ts';
import { answeredKey, countKey, nothing, type Answered } from './queries.ts';

const keyOf = (userId: string) => ['writes', userId];

/** A write in the outbox, by its number there. */
export interface SentWrite extends Write {
  readonly number: number;
}

/** The writes that are under way or were refused, in their order. */
export function useWrites(userId: string): SentWrite[] {
  return useMutationState({
    filters: {
      mutationKey: keyOf(userId),
      predicate: ({ state }) => state.status === 'pending' || state.status === 'error',
    },
    select: ({ state, mutationId }): SentWrite => ({
      op: state.variables as Op, // only `useWriter` makes mutations of this key, and it runs them with an op
      error: state.error,
      number: mutationId,
    }),
  });
}

/** What does writes: `send` does one, at once on the screen and as soon as possible on the server; `drop` forgets a refused one. */
export interface Writer {
  send(op: Op): void;
  drop(write: SentWrite): void;
}

/** The writer of a person's tasks. Writes are sent one after the other, in their order. */
export function useWriter(userId: string): Writer {
  const services = useServices();
  return useMemo(() => writer(services, userId), [services, userId]);
}

function writer(services: Services, userId: string): Writer {
  const { typedo, connection, queries } = services;
  const outbox = queries.getMutationCache();

  async function send(op: Op): Promise<void> {
    const mutation = outbox.build<Task, Error, Op, unknown>(queries, {
      mutationKey: keyOf(userId),
      scope: { id: userId }, // one after the other: what was added first is the older task
      gcTime: Infinity,
      mutationFn: (op) =>
        connection.reach(() => {
          // The cookie of a session that began meanwhile would make it somebody else's task.
          if (currentUserId(queries) !== userId) throw new Error('The session of this write is over');
          return call(typedo, op);
        }),
      onSuccess: (task, op) => settle(services, userId, op, task),
      onError: (error, op) => refused(services, userId, op, error),
    });
    try {
      await mutation.execute(op);
    } catch (error) {
      if (!isMoot(op, error)) return; // it stays in the outbox and is shown at its task
    }
    outbox.remove(mutation);
  }

  return {
    send: (op) => void send(op),
    drop: ({ number }) => {
      const mutation = outbox.getAll().find(({ mutationId }) => mutationId === number);
      if (mutation) outbox.remove(mutation);
    },
  };
}

function call({ task }: Typedo, op: Op): Promise<Task> {
  const { mutationId } = op;
  switch (op.type) {
    case 'create': {
      const { id, title, description } = op.task;
      return task.create.mutate({ id, title, description, mutationId });
    }
    case 'update':
      return task.update.mutate({ id: op.before.id, patch: op.patch, was: op.was, mutationId });
    case 'delete':
      return task.delete.mutate({ id: op.before.id, mutationId });
    case 'restore':
      return task.restore.mutate({ id: op.before.id, mutationId });
  }
}

/** Keeps the server's answer. The op's own effect on the screen ends with it. */
function settle({ queries }: Services, userId: string, op: Op, task: Task): void {
  remember({ queries }, userId, op, task, op.type === 'delete');
  const change = countChange(op);
  const queryKey = countKey(userId);
  queries.setQueryData<TaskCount>(
    queryKey,
    (count) => count && { ...count, open: count.open + change.open, complete: count.complete + change.complete },
  );
  void queries.invalidateQueries({ queryKey });
}

function refused({ queries }: Services, userId: string, op: Op, error: Error): void {
  if (isReason(error, 'TASK_CHANGED')) remember({ queries }, userId, op, error.data.details.task, false);
  else if (isReason(error, 'TASK_DELETED') || isReason(error, 'TASK_NOT_FOUND'))
    remember({ queries }, userId, op, subject(op), true);
}

function remember({ queries }: Pick<Services, 'queries'>, userId: string, op: Op, task: Task, gone: boolean): void {
  queries.setQueryData<Answered>(answeredKey(userId), ({ tasks, settled } = nothing) => ({
    tasks: new Map(tasks).set(task.id, { task, gone, at: performance.now() }),
    settled: new Set(settled).add(op.mutationId),
  }));
}

/** A refusal that leaves nothing to decide: somebody made the same change already, or what was to go is gone. */
function isMoot(op: Op, error: unknown): boolean {
  if (op.type === 'delete') return isReason(error, 'TASK_NOT_FOUND');
  if (op.type !== 'update' || !isReason(error, 'TASK_CHANGED')) return false;
  const { task } = error.data.details;
  return (['title', 'description', 'complete'] as const).every(
    (key) => op.patch[key] === undefined || op.patch[key] === task[key],
  );
}
