import { reasonOf, type Scope, type Typedo } from '@typedo/sdk';
import type { Caller, Outcome } from '../outcome.ts';
import type { ToolProcedure } from '../tools.ts';

/** What stands for a key that the server does not take. */
export const badKey = 'Set TYPEDO_API_KEY to a key that is valid, and start this program anew.';

/** What is said when no answer comes. */
export const noAnswer = (url: string) =>
  `No Typedo server answers at ${url}. Is it running, and is TYPEDO_URL its address, without /mcp?`;

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
  const calls: Record<ToolProcedure, (input: never, options: { signal: AbortSignal }) => Promise<unknown>> = {
    'task.list': task.list.query,
    'task.create': task.create.mutate,
    'task.update': task.update.mutate,
    'task.delete': task.delete.mutate,
    'task.restore': task.restore.mutate,
  };
  return calls[procedure](input as never, { signal }); // the server says what is wrong with it
}

function outcomeOf(error: unknown, url: string): Outcome {
  const refusal = reasonOf(error);
  if (!refusal) return { problem: noAnswer(url) };
  return refusal.reason === 'UNAUTHENTICATED' ? { refusal, advice: badKey } : { refusal };
}
