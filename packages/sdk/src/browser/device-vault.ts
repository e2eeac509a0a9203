import { Fenced, type Step } from '../replica/storage.ts';
import { openDatabase, type ConnectionEvents, type Database, type Epoch, type Base } from './database.ts';
import { mostRows, type Held, type Kept, type Vault } from './vault.ts';

const allStores = ['rows', 'place', 'ops', 'steps', 'epochs'] as const;
const nowhere: Base = { key: 'now', generation: 0, cursor: null, isComplete: false };

/**
 * A vault in IndexedDB. No transaction that writes waits for an answer of its own: the browser has all of it at once, so a tab that is closed
 * right after a write loses nothing, and one that hangs keeps nobody else from writing.
 */
export class DeviceVault implements Vault {
  readonly kind = 'device';
  readonly #userId: string;
  readonly #events: ConnectionEvents;
  #database: Database | null = null;
  #opening: Promise<Database> | null = null;
  /** The one in which this tab began an epoch, for as long as it is open. */
  #led: Database | null = null;
  #isClosed = false;
  /** Where the rows are, as this tab's own epoch found it or moved it: only while it lasts. */
  #base = nowhere;
  /** The places of the ops that are here, by mutation id. */
  readonly #orders = new Map<string, number>();

  private constructor(userId: string, { onTaken, onLost }: ConnectionEvents) {
    this.#userId = userId;
    this.#events = {
      onTaken,
      onLost: () => {
        this.#database = this.#led = null;
        this.#orders.clear(); // they would name others in the next one
        onLost();
      },
    };
  }

  /** Rejects when the browser has no database for us. */
  static async open(userId: string, events: ConnectionEvents): Promise<DeviceVault> {
    const vault = new DeviceVault(userId, events);
    await vault.#open();
    return vault;
  }

  async load(): Promise<Held> {
    const database = await this.#open();
    const tx = database.transaction(allStores);
    const [place = nowhere, ops, versions] = await Promise.all([
      tx.objectStore('place').get('now'),
      tx.objectStore('ops').getAll(),
      tx.objectStore('steps').getAllKeys(),
    ]);
    const rows = await tx.objectStore('rows').getAll(rangeOf(place.generation));
    const version = versions[0] ?? 0;
    this.note({ putOps: ops });
    const { cursor, isComplete } = place;
    return { rows, cursor, isComplete, ops, version };
  }

  async version(): Promise<number> {
    const database = await this.#open();
    const [version = 0] = await database.getAllKeys('steps');
    return version;
  }

  async write({ putOps = [], removeOps = [] }: Step): Promise<Kept> {
    const database = await this.#open();
    const tx = database.transaction(['ops', 'steps'], 'readwrite', { durability: 'strict' });
    const ops = tx.objectStore('ops');
    // Without a place the op gets the next one.
    const orders = putOps.map(({ order: _, ...op }) => ops.add(op as typeof op & { order: number }));
    const removed = this.#places(removeOps).map((order) => ops.delete(order));
    const [cleared, version] = stepOn(tx.objectStore('steps'));
    tx.commit();
    await settled(tx.done, [...orders, ...removed, cleared, version]);
    const places = await Promise.all(orders);
    const placed = putOps.map((op, index) => ({ ...op, order: places[index]! })); // one for each
    return { version: await version, step: { putOps: placed, removeOps } };
  }

  async commit(step: Step, epoch: string): Promise<Kept> {
    if (!step.replaceBase) return { version: await this.#commit(step, epoch), step };
    // A new generation beside the old one: a load that ends half-way is never seen, and the next one clears it away.
    const generation = this.#base.generation + 1;
    const { putRows = [] } = step;
    for (let from = 0; from === 0 || from < putRows.length; from += mostRows)
      await this.#chunk(epoch, generation, putRows.slice(from, from + mostRows), from === 0);
    const version = await this.#commit({ ...step, putRows: [] }, epoch, generation);
    return { version, step };
  }

  async begin(epoch: string): Promise<void> {
    const database = await this.#open();
    const tx = database.transaction(['epochs', 'place'], 'readwrite', { durability: 'strict' });
    const epochs = tx.objectStore('epochs');
    const place = tx.objectStore('place').get('now');
    const requests = [epochs.clear(), epochs.add({ epoch, current: 1 }), place];
    tx.commit();
    await settled(tx.done, requests);
    // From here on nobody else moves it. Another tab may have, since this one read the rows.
    this.#base = (await place) ?? nowhere;
    this.#led = database === this.#database ? database : null;
  }

  /** Learns the places of ops from a step of another tab. */
  note({ putOps = [], removeOps = [] }: Step): void {
    for (const mutationId of removeOps) this.#orders.delete(mutationId);
    for (const { mutationId, order } of putOps) this.#orders.set(mutationId, order);
  }

  close(): void {
    this.#isClosed = true;
    this.#database?.close();
  }

  async #commit(step: Step, epoch: string, generation = this.#base.generation): Promise<number> {
    const { putRows = [], removeRows = [], putOps = [], removeOps = [] } = step;
    const database = this.#own();
    const before = step.replaceBase ? nowhere : this.#base;
    const { cursor = before.cursor, isComplete = before.isComplete } = step;
    const place: Base = { key: 'now', generation, cursor, isComplete };
    // What the server says, it can say again.
    const tx = database.transaction(allStores, 'readwrite', { durability: 'relaxed' });
    const rows = tx.objectStore('rows');
    const ops = tx.objectStore('ops');
    const [cleared, version] = stepOn(tx.objectStore('steps'));
    const requests = [
      checkEpoch(tx.objectStore('epochs'), epoch),
      ...putRows.map((row) => rows.put(row, [generation, row.id])),
      ...removeRows.map((id) => rows.delete([generation, id])),
      ...putOps.map((op) => ops.put(op)),
      ...this.#places(removeOps).map((order) => ops.delete(order)),
      tx.objectStore('place').put(place),
      ...(generation === this.#base.generation ? [] : [rows.delete(IDBKeyRange.upperBound([generation], true))]),
      cleared,
      version,
    ];
    tx.commit();
    await settled(tx.done, requests);
    this.#base = place;
    return version;
  }

  async #chunk(epoch: string, generation: number, putRows: Held['rows'], isFirst: boolean): Promise<void> {
    const database = this.#own();
    const tx = database.transaction(['rows', 'epochs'], 'readwrite', { durability: 'relaxed' });
    const rows = tx.objectStore('rows');
    const requests = [
      checkEpoch(tx.objectStore('epochs'), epoch),
      ...(isFirst ? [rows.delete(IDBKeyRange.lowerBound([generation]))] : []),
      ...putRows.map((row) => rows.put(row, [generation, row.id])),
    ];
    tx.commit();
    await settled(tx.done, requests);
  }

  #places(mutationIds: readonly string[]): number[] {
    return mutationIds.flatMap((mutationId) => this.#orders.get(mutationId) ?? []);
  }

  /** The database in which this tab leads. One that was opened anew may be empty: what is missing there would be taken for complete. */
  #own(): Database {
    if (this.#led) return this.#led;
    throw new Fenced('The browser closed the database in which this tab began to lead');
  }

  async #open(): Promise<Database> {
    if (this.#isClosed) throw closed();
    return this.#database ?? (await (this.#opening ??= this.#openAnew()));
  }

  async #openAnew(): Promise<Database> {
    try {
      const database = await openDatabase(this.#userId, this.#events);
      if (!this.#isClosed) return (this.#database = database);
      database.close();
      throw closed();
    } finally {
      this.#opening = null;
    }
  }
}

function closed(): Error {
  return new Error('The storage is closed');
}

function rangeOf(generation: number): IDBKeyRange {
  return IDBKeyRange.bound([generation], [generation, []]); // an array is behind every text
}

/** Makes the next version. The generator of the key goes on though the entries go. */
function stepOn(steps: {
  clear(): Promise<void>;
  add(value: object): Promise<number>;
}): [cleared: Promise<void>, version: Promise<number>] {
  return [steps.clear(), steps.add({})];
}

/** Fails, and the transaction with it, when the entry of another epoch is there: of `current` there can be one. */
function checkEpoch(epochs: { put(value: Epoch): Promise<string> }, epoch: string): Promise<unknown> {
  return epochs.put({ epoch, current: 1 });
}

/** Resolves when a transaction is through; rejects with why it is not. */
async function settled(done: Promise<void>, requests: readonly Promise<unknown>[]): Promise<void> {
  const results = Promise.allSettled(requests);
  try {
    await done;
  } catch (error) {
    const failures: unknown[] = [];
    for (const result of await results) if (result.status === 'rejected') failures.push(result.reason);
    // All requests of a transaction that fails are given up; the one that failed says why.
    const reason = failures.find((failure) => !isNamed(failure, 'AbortError')) ?? error;
    if (isNamed(reason, 'ConstraintError')) throw new Fenced('Another tab leads by now', { cause: reason });
    throw reason;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
