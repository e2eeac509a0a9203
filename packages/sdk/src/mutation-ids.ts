import type { TRPCLink } from '@trpc/client';
import type { AppRouter } from '@typedo/api';
import { newId } from '@typedo/contract';

/**
 * Names every write before it is sent, so that each attempt of it carries the same mutation id. A create is named by its
 * task's id.
 */
export const nameMutations: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next(takesMutationId(op) ? { ...op, input: named(op) } : op);

/** Whether a call may be sent twice: it changes nothing, or the server recognises the repeat. */
export function isRepeatable(call: Call): boolean {
  // Each mutation of a push was named by its caller.
  return call.type === 'query' || takesMutationId(call) || call.path === 'sync.push';
}

type Call = { type: string; path: string };

function takesMutationId({ type, path }: Call): boolean {
  return type === 'mutation' && path.startsWith('task.');
}

function named({ path, input }: { path: string; input: unknown }): unknown {
  if (typeof input !== 'object' || input === null) return input; // the server says what is wrong with it
  const given: { id?: unknown; mutationId?: unknown } = input;
  if (path !== 'task.create') return { ...given, mutationId: given.mutationId ?? newId() };
  const id = given.id ?? given.mutationId ?? newId();
  return { ...given, id, mutationId: given.mutationId ?? id };
}
