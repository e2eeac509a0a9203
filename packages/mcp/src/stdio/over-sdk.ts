import {
  reasonOf,
  type CreateTask,
  type ListTasks,
  type MoveTask,
  type Scope,
  type Typedo,
  type UpdateTask,
} from '@typedo/sdk';
import type { Caller, Outcome } from '../outcome.ts';
import type { ToolProcedure } from '../tools.ts';

/** What stands for a key that the server does not take. */
export const badKey = 'Set TYPEDO_API_KEY to a key that is valid, and start this program anew.';

/** What is said when no answer comes. */
export const noAnswer = (url: string) => `${url} does not answer. Is the Typedo server running there (TYPEDO_URL)?`;

/**
 * Calls tools through the SDK, which names each write once and sends it again when it failed on the way. `asks` is the client by which it is
 * found out what the key may do: that must not take long.
 */
export function createCaller({ typedo, asks, url }: { typedo: Typedo; asks: Typedo; url: string }): Caller {
  let known: readonly Scope[] | null = null; // a key keeps its scopes
  return {
    async scopes() {
      known ??= await asks.account.me.query().then(
        ({ scopes }) => scopes,
        () => null,
      );
      return known;
    },
    async call(procedure, input, signal) {
      try {
        return { output: await send(typedo, { procedure, input, signal }) };
      } catch (error) {
        return outcomeOf(error, url);
      }
    },
  };
}

function send(
  { task }: Typedo,
  { procedure, input, signal }: { procedure: ToolProcedure; input: unknown; signal: AbortSignal },
): Promise<unknown> {
  // The server says what is wrong with an input; nothing is checked here first.
  switch (procedure) {
    case 'task.list':
      return task.list.query(input as ListTasks, { signal });
    case 'task.create':
      return task.create.mutate(input as CreateTask, { signal });
    case 'task.update':
      return task.update.mutate(input as UpdateTask, { signal });
    case 'task.delete':
      return task.delete.mutate(input as MoveTask, { signal });
    case 'task.restore':
      return task.restore.mutate(input as MoveTask, { signal });
  }
}

function outcomeOf(error: unknown, url: string): Outcome {
  const refusal = reasonOf(error);
  if (!refusal) return { problem: noAnswer(url) };
  return refusal.reason === 'UNAUTHENTICATED' ? { refusal, advice: badKey } : { refusal };
}
