import { deleteDB, openDB } from 'idb';
import type { Epoch } from './database.ts';
import { Line } from './messages.ts';
import { nameFor } from './names.ts';

/** How long is waited for tabs that hang with the database open, in milliseconds. */
const patience = 3_000;

/**
 * Deletes everything that this browser has of an account, writes that were never sent included, and closes its replicas in all tabs; what
 * they showed is gone from them too. For when the user signs out, or deletes the account. Resolves when nothing is left to be read: the empty
 * database itself may go later, with the last tab that hangs. Rejects when the browser refuses it.
 */
export async function forgetReplica(userId: string): Promise<void> {
  const line = new Line(userId, () => {});
  line.tell({ kind: 'forget' });
  line.close();
  if (!('indexedDB' in globalThis)) return;
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, patience);
  try {
    await Promise.race([erase(nameFor(userId)), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function erase(name: string): Promise<void> {
  if (await empty(name)) await deleteDB(name);
}

/** Clears all there is, of whatever version, and lets no tab that wakes up write again. Tells whether there was a database. */
async function empty(name: string): Promise<boolean> {
  let isThere = true;
  const opening = openDB(name, undefined, {
    upgrade(_database, _from, _to, tx) {
      // There was none, and none is left behind.
      isThere = false;
      tx.done.catch(() => {}); // the opening says it
      tx.abort();
    },
  });
  const database = await opening.catch((error: unknown) => {
    if (isThere) throw error;
  });
  if (!database) return false;
  try {
    const names = [...database.objectStoreNames];
    if (names.length === 0) return true;
    const tx = database.transaction(names, 'readwrite', { durability: 'strict' });
    const epoch: Epoch = { epoch: '', current: 1 };
    const requests = names.map((store) => tx.objectStore(store).clear());
    const fence = names.includes('epochs') ? [tx.objectStore('epochs').add(epoch)] : [];
    await Promise.all([...requests, ...fence, tx.done]);
    return true;
  } finally {
    database.close();
  }
}
