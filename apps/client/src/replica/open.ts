import type { Replica, Typedo } from '@typedo/sdk';

/** Opens the replica of a person: the one place that says where this device keeps tasks. */
export async function openFor(typedo: Typedo, userId: string): Promise<Replica> {
  const { openReplica } = await import('@typedo/sdk/browser');
  return openReplica({ typedo, userId });
}

/** Clears this device of a person's tasks, in all tabs. */
export async function forgetOn(userId: string): Promise<void> {
  const { forgetReplica } = await import('@typedo/sdk/browser');
  await forgetReplica(userId);
}
