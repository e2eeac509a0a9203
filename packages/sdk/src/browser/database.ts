import type { Task } from '@typedo/contract';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Op } from '../replica/op.ts';
import { nameFor, sharedVersion } from './names.ts';

/** The schema, version 1. All stores but `rows` and `steps` have in-line keys. */
interface Schema extends DBSchema {
  /** The server's rows, by generation and id: a new snapshot is laid beside the old one until it is complete. */
  rows: { key: [generation: number, id: string]; value: Task };
  /** One entry: which generation is complete, and what is known of it. */
  place: { key: 'now'; value: Base };
  /** The outbox. The key generator gives each op its place among those of all tabs. */
  ops: { key: number; value: Op };
  /** One entry, whose generated key grows with each step of any tab. */
  steps: { key: number; value: object };
  /** One entry, the epoch of the tab that leads; a unique index over `current` lets no other be there. */
  epochs: { key: string; value: Epoch; indexes: { current: number } };
}

/** Where the server's rows are. */
export interface Base {
  readonly key: 'now';
  readonly generation: number;
  readonly cursor: string | null;
  readonly isComplete: boolean;
}

/** The time in which one tab leads. */
export interface Epoch {
  readonly epoch: string;
  readonly current: 1;
}

export type Database = IDBPDatabase<Schema>;

/** What happens to a connection. */
export interface ConnectionEvents {
  /** Somebody deletes the database, or opens it with a newer version. The connection is closed. */
  readonly onTaken: (isDeleted: boolean) => void;
  /** The browser closed it: what was stored may be gone. */
  readonly onLost: () => void;
}

/** Opens a user's database, and brings an older one to this version. Rejects when other tabs do not let it be opened in time. */
export async function openDatabase(userId: string, { onTaken, onLost }: ConnectionEvents): Promise<Database> {
  const opening = openDB<Schema>(nameFor(userId), sharedVersion, {
    upgrade(database, from) {
      if (from < 1) createVersion1(database);
    },
    blocking(_old, next, event) {
      (event.target as IDBDatabase).close(); // it is the connection's event
      onTaken(next === null);
    },
    terminated: onLost,
  });
  let isLate = false;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    isLate = true;
    late.reject(new Error('The browser did not open its database in time'));
  }, patience);
  // One that comes too late would be in the way of others.
  opening.then(
    (database) => isLate && database.close(),
    () => {}, // it is raced
  );
  try {
    return await Promise.race([opening, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long a tab waits for others that keep an older version open, or delete it, in milliseconds. */
const patience = 5_000;

function createVersion1(database: Database): void {
  database.createObjectStore('rows');
  database.createObjectStore('place', { keyPath: 'key' });
  database.createObjectStore('ops', { keyPath: 'order', autoIncrement: true });
  database.createObjectStore('steps', { autoIncrement: true });
  database.createObjectStore('epochs', { keyPath: 'epoch' }).createIndex('current', 'current', { unique: true });
}
