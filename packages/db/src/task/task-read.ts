import type { Principal } from '../principal.ts';
import { mine, ownedBy } from './owner.ts';
import type { PrepareRead, Read } from './stored-row.ts';
import type { StoredTask } from './stored-task.ts';
import type { Syntax } from './syntax.ts';

/** Reads the row of a task of this caller; undefined when there is none. */
export type ReadTask = (principal: Principal, id: string) => Promise<unknown[] | undefined>;

/** Makes the read of one task. Those that a caller asks for at once, as a batch does, share a statement where that is a round trip. */
export function createReadTask(prepare: PrepareRead, { among }: Syntax, { columns }: StoredTask): ReadTask {
  const from = `select ${columns} from tasks where ${mine}`;
  const one = prepare(`${from} and id = $2`);
  if (among === null) return async (principal, id) => (await one(ownedBy(principal, id)))[0];
  return joined(one, prepare(`${from} and ${among.condition('id', '$2')}`), among.ids);
}

/** Rows of one caller that are about to be read. */
interface Asked {
  readonly ids: string[];
  readonly rows: Promise<Map<unknown, unknown[]>>;
}

function joined(readOne: Read, readSome: Read, idsOf: (ids: readonly string[]) => unknown): ReadTask {
  const waiting = new Map<string, Asked>();
  const read = (principal: Principal, ids: readonly string[]) => {
    const [only] = ids;
    // Of one it is known without an array, which the database would have to take apart.
    return ids.length === 1 && only !== undefined
      ? readOne(ownedBy(principal, only))
      : readSome(ownedBy(principal, idsOf(ids)));
  };
  const ask = (principal: Principal): Asked => {
    const ids: string[] = [];
    // Behind all that this turn of the microtasks asks for; who comes later has a read of his own, which sees what is written by then.
    const rows = Promise.resolve().then(async () => {
      waiting.delete(principal.userId);
      return new Map((await read(principal, ids)).map((row) => [row[0], row]));
    });
    return { ids, rows };
  };
  return async (principal, id) => {
    let asked = waiting.get(principal.userId);
    if (!asked) waiting.set(principal.userId, (asked = ask(principal)));
    asked.ids.push(id);
    return (await asked.rows).get(id);
  };
}
