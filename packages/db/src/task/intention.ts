import { hash } from 'node:crypto';
import { fieldDefaults, fieldNames, limits, uuidTime, wholeTask, type Fields } from '@typedo/contract';
import type { Mutation, MutationRefusal, Outcome, Settled } from './task-store.ts';

/** The outcome that a mutation id has already. */
export interface Done {
  hash: string;
  outcome: string;
}

/** A digest of what a mutation intends, without its id: equal for every retry, different for any other intention. */
export function hashOf(mutation: Mutation): string {
  return hash('sha256', JSON.stringify(intentionOf(mutation)), 'base64url');
}

/**
 * Whether a mutation id is so old that its outcome may have been purged: it must never run (again). An id may also lie in the
 * future, by a clock that is wrong or on purpose: its outcome has to be kept until the id itself has become old.
 */
export function isExpired({ mutationId }: Mutation, now: number): boolean {
  return uuidTime(mutationId) < now - limits.mutationDays * 24 * 60 * 60 * 1000;
}

/** What a repeated mutation id gets: the first outcome if the intention is the same. */
export function repeated(mutation: Mutation, hash: string, done: Done): Settled {
  if (done.hash === hash) return { outcome: wholeOutcome(JSON.parse(done.outcome) as Outcome), duplicate: true }; // the write path wrote it
  // A create is named by its task's id unless its caller named it: then it is the id that is taken.
  const refusal: MutationRefusal =
    mutation.type === 'create' && mutation.id === mutation.mutationId
      ? { reason: 'TASK_ID_TAKEN', details: { id: mutation.id } }
      : { reason: 'MUTATION_REUSED', details: { mutationId: mutation.mutationId } };
  return { outcome: { refusal }, duplicate: false };
}

/** An outcome as this version tells it: it may have been written before the tasks had all their fields. */
function wholeOutcome(outcome: Outcome): Outcome {
  if (outcome.tasks) return { tasks: outcome.tasks.map(wholeTask) };
  const { refusal } = outcome;
  return refusal.reason === 'TASK_CHANGED'
    ? { refusal: { ...refusal, details: { task: wholeTask(refusal.details.task) } } }
    : outcome;
}

/** The fields of contract 1.0.0, which every creation names. */
const first: readonly string[] = ['title', 'description', 'complete'] satisfies (keyof Fields)[];

const defaults: Partial<Fields> = fieldDefaults;

/** In an order that does not change when the contract names its fields in another. */
const later = fieldNames.filter((name) => !first.includes(name)).toSorted();

/** All but the id, its keys in their order. To sort them takes longer than all the rest, so those of a creation stand here. */
function intentionOf(mutation: Mutation): unknown {
  if (mutation.type === 'create') {
    const { complete, description, id, title, type } = mutation;
    const intention: Record<string, unknown> = { complete, description, id, title, type };
    // A field that came later counts where it is not what its absence says: so the hash of an intention is the same before and after the
    // field came, and a retry that spans the two is known.
    for (const name of later) if (mutation[name] !== defaults[name]) intention[name] = mutation[name];
    return intention;
  }
  const { mutationId: _, ...intended } = mutation;
  return sorted(intended);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
