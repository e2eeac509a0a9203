import type { Task } from '@typedo/contract';
import { createReplica, createTypedo, memoryStorage, type Replica } from '@typedo/sdk';
import type { TestServer } from '../setup-server.ts';
import { addAccount, type QuickAccount } from './account.ts';
import { Line } from './line.ts';
import { faultsOf, type Effect, type Meant } from './model-effects.ts';
import { gapsIn, historyOf, outcomesOf, snapshotOf, type StoredChange } from './stored.ts';

/** A program with a replica, on a way of its own to one of the servers. */
interface Program {
  readonly line: Line;
  readonly replica: Replica;
  /** Ends as a program ends, and begins again over what the device kept. */
  restart(): Promise<void>;
}

/** What was found after everything came to rest; all of it should be 0. */
export interface Faults {
  divergent: number;
  gaps: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
}

/** Three programs of one account over two servers. */
export interface World extends AsyncDisposable {
  readonly programs: readonly Program[];
  made(this: void, who: number, written: { id: string; mutationId: string }, effect: Effect): void;
  /** Waits until every program that has a way to its server has nothing left to send. */
  settle(): Promise<void>;
  /** Gives every program its way back, waits until all is at rest, and compares everything with everything. */
  faults(): Promise<Faults>;
}

const pauses = { first: 2, longest: 20, slow: 50 };

/** Makes an account with three programs: the first and the last at one server, the second at the other. */
export async function setupWorld(servers: readonly TestServer[]): Promise<World> {
  const [{ database, url }] = servers as [TestServer];
  const account = await addAccount(database);
  const programs = [0, 1, 2].map((number) => startProgram(servers[number % servers.length]!.url, account));
  const meant: Meant[] = [];
  const refused = () => programs.flatMap(({ replica }) => replica.refused.map(({ op }) => op.mutationId));

  return {
    programs,
    made: (who, { id, mutationId }, effect) => void meant.push({ who, mutationId, id, effect }),
    async settle() {
      await Promise.all(programs.filter(({ line }) => line.isOnline).map(({ replica }) => replica.synced()));
    },
    async faults() {
      for (const { line } of programs) line.heal();
      // What one sends last, the others have to hear.
      for (let round = 0; round < 2; round++) await Promise.all(programs.map(({ replica }) => replica.synced()));
      const { tasks } = await snapshotOf(createTypedo({ url, apiKey: account.apiKey }));
      const history = await historyOf(database, account.userId);
      const views = programs.map(({ replica }) => replica.tasks);
      return {
        divergent: [folded(history), ...views.map(fieldsOf)].filter((view) => view !== fieldsOf(tasks)).length,
        gaps: gapsIn(history),
        ...faultsOf(meant, {
          history,
          tasks,
          outcomes: await outcomesOf(database, account.userId),
          refused: new Set(refused()),
        }),
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(programs.map(({ replica }) => replica.close()));
    },
  };
}

function startProgram(url: string, { userId, apiKey }: QuickAccount): Program {
  const line = new Line();
  const storage = memoryStorage();
  const typedo = createTypedo({ url, apiKey, fetch: line.fetch, attempts: 1, timeout: 5_000 });
  const start = () => createReplica({ typedo, storage, userId, pauses });
  let replica = start();
  return {
    line,
    get replica() {
      return replica;
    },
    async restart() {
      await replica.close();
      replica = start();
    },
  };
}

/** What a set of tasks says, whatever its order: times are the server's, and alike in all that it sends. */
function fieldsOf(tasks: ReadonlyMap<string, Task>): string {
  const rows = [...tasks.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify(rows.map(({ id, title, description, complete }) => [id, title, description, complete]));
}

/** The simple model: each change of the history laid over what was there. */
function folded(history: readonly StoredChange[]): string {
  const all = new Map<string, Task>();
  const trash = new Set<string>();
  for (const { taskId, kind, after } of history) {
    const before = all.get(taskId) ?? {
      id: taskId,
      userId: '',
      createdAt: '',
      updatedAt: '',
      title: '',
      description: null,
      complete: false,
    };
    all.set(taskId, { ...before, ...after } as Task);
    if (kind === 'delete') trash.add(taskId);
    if (kind === 'restore') trash.delete(taskId);
  }
  for (const id of trash) all.delete(id);
  return fieldsOf(all);
}
