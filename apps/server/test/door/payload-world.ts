import { Agent } from 'node:http';
import { contractVersion, newId } from '@typedo/contract';
import type { Dialect } from '@typedo/db';
import { isReason } from '@typedo/sdk';
import { cursorsOf, forgedCursors } from './cursors.ts';
import { texts } from './hostile-texts.ts';
import { ownedRows } from './rows.ts';
import { send, type Answer, type Sent } from './send.ts';
import { setupServer, type Person, type TestServer } from '../setup-server.ts';

/** A server with somebody who attacks it, and somebody whose rows must stay as they are. */
export interface PayloadWorld extends AsyncDisposable {
  readonly server: TestServer;
  readonly attacker: Person;
  /** Ids, cursors and versions that mean something here: the attacker's, the victim's, and forged ones. */
  readonly known: readonly string[];
  /** Sends a request with the attacker's session. */
  send(sent: Sent): Promise<Answer>;
  /** Every row of an account that is not the attacker's. */
  othersRows(): Promise<Record<string, unknown[]>>;
  /** Brings the attacker's tasks back from the trash, where nothing can be changed. */
  restoreTasks(): Promise<void>;
  /** Another attacker with the same ids, for when the calls took the session of the last one away. */
  replaceAttacker(): Promise<void>;
}

export async function setupPayloadWorld(dialect: Dialect): Promise<PayloadWorld> {
  await using owned = new AsyncDisposableStack();
  const server = owned.use(await setupServer(dialect));
  const agent = owned.adopt(new Agent({ keepAlive: true }), (agent) => agent.destroy());
  const ids = Array.from({ length: 12 }, () => newId());
  const attackers: Person[] = [];
  const add = async () => {
    const person = await server.signUp('Mallory');
    await fill(person, ids);
    attackers.unshift(person);
  };
  await add();
  const first = attackers[0]!; // just added
  const victim = await server.signUp('Victim');
  const theirs = Array.from({ length: 6 }, () => newId());
  await fill(victim, theirs);
  const key = await victim.key();
  const ownKey = await first.key();
  const known = [
    ...[ids, ids, ids].flat(), // so that they are taken most often
    ...ids.map(() => ownKey.id), // as above
    ...theirs,
    ...[newId(), newId(0), newId(2 ** 48 - 1)].concat(first.userId, victim.userId, victim.email, key.id),
    ...(await cursorsOf(first, ids[0]!)),
    ...(await cursorsOf(victim, theirs[0]!)),
    ...forgedCursors(ids[0]!), // neither list is empty
    ...'1.0.0 0.0.0 999999.0.0 0001-01-01T00:00:00.000Z 1969-12-31T23:59:59.999Z 9999-12-31T23:59:59.999Z'.split(' '),
    contractVersion,
  ];
  const disposables = owned.move();
  const world: PayloadWorld = {
    server,
    known,
    get attacker() {
      return attackers[0]!; // there has always been one
    },
    send(sent) {
      const headers = { ...sent.headers, cookie: world.attacker.cookie, origin: server.url };
      return send(server.url, { ...sent, headers }, agent);
    },
    othersRows: () => ownedRows(server.database, { without: attackers.map(({ userId }) => userId) }),
    async restoreTasks() {
      const { task } = world.attacker.typedo();
      const restored = await Promise.allSettled(ids.map((id) => task.restore.mutate({ id })));
      const failed = restored.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected' && !isReason(failed.reason, 'UNAUTHENTICATED')) throw failed.reason;
      if (failed) await add();
    },
    replaceAttacker: add,
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
  return world;
}

/** Tasks in every state, with texts that a careless statement would stumble over. */
async function fill(person: Person, ids: readonly string[]): Promise<void> {
  const { task } = person.typedo();
  for (const [index, id] of ids.entries())
    await task.create.mutate({ id, title: texts[index]!, description: index % 3 === 0 ? null : texts[index + 7]! }); // more texts than ids
  await task.update.mutate({ id: ids[1]!, patch: { complete: true } }); // there are more ids than this
  await task.delete.mutate({ id: ids[2]! }); // as above
}
