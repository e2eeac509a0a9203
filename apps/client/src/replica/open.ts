import { createReplica, memoryStorage, type Replica, type Typedo } from '@typedo/sdk';

/** Opens the replica of a person: the one place that says where this device keeps tasks. */
export async function openFor(typedo: Typedo, userId: string): Promise<Replica> {
  return createReplica({ typedo, userId, storage: memoryStorage() });
}
