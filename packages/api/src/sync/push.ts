import {
  contractVersion,
  fieldsOf,
  type Pushed,
  type PushedMutation,
  type PushMutations,
  type PushOutcome,
} from '@typedo/contract';
import { refused, type Mutation, type Outcome, type Principal, type Settled, type TaskStore } from '@typedo/db/store';

/**
 * Writes a program's mutations in their order, in one transaction, and says of each what became of it. Throws
 * CONTRACT_VERSION_UNSUPPORTED when the program was made with a newer contract: nothing is written then.
 */
export async function push(store: TaskStore, principal: Principal, input: PushMutations): Promise<Pushed> {
  if (isNewer(input.contractVersion)) throw refused('CONTRACT_VERSION_UNSUPPORTED', { supported: contractVersion });
  const { settled, cursor } = await store.write(principal, input.mutations.map(toMutation));
  return { outcomes: settled.map(toOutcome), cursor };
}

/** A patch release changes nothing that a program could mean. */
function isNewer(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = contractVersion.split('.').map(Number);
  return major > ownMajor || (major === ownMajor && minor > ownMinor);
}

function toMutation(pushed: PushedMutation): Mutation {
  return pushed.type === 'create' ? { ...pushed, ...fieldsOf(pushed) } : pushed;
}

function toOutcome({ outcome, duplicate }: Settled): PushOutcome {
  const first = firstOutcomeOf(outcome);
  return duplicate ? { status: 'duplicate', first } : first;
}

function firstOutcomeOf({ tasks, refusal }: Outcome): Exclude<PushOutcome, { status: 'duplicate' }> {
  if (refusal) return { status: 'refused', ...refusal };
  return { status: 'applied', task: tasks[0]! }; // a mutation of one task answers with it
}
