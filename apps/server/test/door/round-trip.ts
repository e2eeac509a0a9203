import type { Change, Fields, Pulled, Task, TaskPage } from '@typedo/contract';
import type { PayloadWorld } from './payload-world.ts';
import { resultsOf } from './answers.ts';

/** What an accepted call must have stored: the task that it answered with, and the fields that it was sent. */
export interface Stored {
  readonly task: Task;
  readonly sent: Partial<Fields>;
}

/** What a client sent, as the server understands it: only valid inputs come here, so that the parts are of these types. */
interface AcceptedInput extends Partial<Fields> {
  readonly patch?: Partial<Fields>;
  readonly mutations?: readonly AcceptedInput[];
}

/** Finds what an accepted call stored, from its input and its answer; nothing for a procedure that stores no task. */
export function storedBy(path: string, input: unknown, data: unknown): Stored[] {
  const accepted = input as AcceptedInput; // as told there
  switch (path) {
    case 'task.create':
      return [{ task: data as Task, sent: created(accepted) }]; // what the procedure is declared to answer
    case 'task.update':
      return [{ task: data as Task, sent: accepted.patch ?? {} }]; // as above
    case 'task.updateMany':
      return (data as { tasks: Task[] }).tasks.map((task) => ({ task, sent: accepted.patch ?? {} })); // as above
    case 'sync.push': {
      const { outcomes } = data as { outcomes: { task?: Task; first?: { task?: Task } }[] }; // as above
      return outcomes.flatMap(({ task, first }, index) => {
        const mutation = accepted.mutations?.[index] ?? {};
        const applied = task ?? first?.task;
        const sent = mutation.patch ?? (mutation.title === undefined ? {} : created(mutation));
        return applied ? [{ task: applied, sent }] : [];
      });
    }
    default:
      return [];
  }
}

function created({ title, description = null, complete = false }: AcceptedInput): Partial<Fields> {
  return { ...(title !== undefined && { title }), description, complete };
}

/** Compares texts on all ways back with what was sent. It follows the account by `sync.pull`, as a replica would. */
export function createRoundTrip(world: PayloadWorld) {
  let cursor: string | null = null;
  let userId = world.attacker.userId;
  let compared = 0;
  let pulledAgain = 0;

  /** The ways back, in one batch; nothing else writes meanwhile. */
  async function readBack({ id, title }: Task) {
    if (userId !== world.attacker.userId) cursor = null;
    ({ userId } = world.attacker);
    const search = { search: title, order: 'recentlyUpdated', limit: 10 };
    const inputs = [{ id }, { id, limit: 1 }, { cursor, limit: 1000 }, search, { ...search, deleted: true }];
    const paths = 'task.byId,task.history,sync.pull,task.list,task.list';
    const path = `/trpc/${paths}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.assign({}, inputs)))}`;
    const answers = resultsOf(await world.send({ method: 'GET', path, headers: {} })) ?? [];
    if (answers.some(({ reason }) => reason === 'UNAUTHENTICATED')) return null; // a call beside ended the session
    const results = answers.map(({ data }) => data);
    // What these procedures are declared to answer.
    const [task, history, pulled, open, trash] = results as [Task, { changes: Change[] }, Pulled, TaskPage, TaskPage];
    cursor = pulled.cursor;
    const listed = [...open.tasks, ...trash.tasks];
    for (const { title: other, description } of /\p{L}/u.test(title) ? [] : listed) {
      // What has no letters has no case.
      if (!`${other}\n${description}`.includes(title)) throw new Error(`Searching ${title} found ${other}`);
    }
    const mayBeFurther = open.nextCursor !== null || trash.nextCursor !== null;
    return { task, change: history.changes[0], pulled, found: listed.find((each) => each.id === id), mayBeFurther };
  }

  async function row(id: string): Promise<unknown> {
    return world.server.database
      .kysely()
      .selectFrom('tasks')
      .select(['title', 'description'])
      .where('user_id', '=', world.attacker.userId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  return {
    /** How many tasks were compared. */
    get compared() {
      return compared;
    },
    /** How many of them `sync.pull` gave, as it must after every write that changed something. */
    get pulled() {
      return pulledAgain;
    },
    /** Throws Error at the first difference. */
    async compare({ task, sent }: Stored): Promise<void> {
      const expected = { ...sent, ...(sent.title !== undefined && { title: sent.title.trim() }) };
      same('the answer', task, expected);
      const back = await readBack(task);
      if (!back) return;
      const { task: now, change, pulled, found, mayBeFurther } = back;
      if (now.updatedAt === task.updatedAt) same('task.byId', now, { ...task });
      same('the row', await row(task.id), { title: now.title, description: now.description });
      same('task.history', now, change?.after ?? {});
      const again = pulled.tasks.find(({ id }) => id === now.id);
      if (again) same('sync.pull', again, { ...now });
      if (again) pulledAgain++;
      if (found || (now.title === task.title && !mayBeFurther)) same('task.list by its title', found, { ...now });
      compared++;
    },
  };
}

function same(where: string, actual: unknown, expected: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(expected)) {
    const found = typeof actual === 'object' && actual !== null ? Reflect.get(actual, key) : undefined;
    if (found !== value)
      throw new Error(`${where} has another ${key}: ${JSON.stringify(found)} instead of ${JSON.stringify(value)}`);
  }
}
