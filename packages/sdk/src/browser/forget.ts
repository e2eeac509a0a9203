import { deleteDB, openDB } from 'idb';
import type { Epoch } from './database.ts';
import { Line } from './messages.ts';
import { nameFor } from './names.ts';

/** How long is waited for tabs that hang with the database open, in milliseconds. By then it is empty. */
const patience = 3_000;

/**
 * Deletes everything that this browser has of an account, writes that were never sent included, and closes its replicas in all tabs; what
 * they showed is gone from them too. For when the user signs out, or deletes the account. Resolves when nothing is left to be read: the empty
 * database itself may go later, with the last tab that hangs.
 */
export async function forgetReplica(userId: string): Promise<void> {
  const line = new Line(userId, () => {});
  line.tell({ kind: 'forget' });
  line.close();
  if (!('indexedDB' in globalThis)) return;
  await empty(userId);
  const deleting = deleteDB(nameFor(userId));
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, patience);
  await Promise.race([deleting, late.promise]);
  clearTimeout(timer);
}

/** Clears all there is, of whatever version, and lets no tab that wakes up write again. */
async function empty(userId: string): Promise<void> {
  const database = await openDB(nameFor(userId));
  const names = [...database.objectStoreNames];
  if (names.length > 0) {
    const tx = database.transaction(names, 'readwrite', { durability: 'strict' });
    const epoch: Epoch = { epoch: '', current: 1 };
    const requests = names.map((name) => tx.objectStore(name).clear());
    const fence = names.includes('epochs') ? [tx.objectStore('epochs').add(epoch)] : [];
    await Promise.all([...requests, ...fence, tx.done]);
  }
  database.close();
}
