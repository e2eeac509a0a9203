import type { FieldName } from './fields.ts';
import { limits } from './limits.ts';
import type { Procedure } from './reasons.ts';

// Apart from the schemas, which every browser loads: nobody but documents and other doors reads this.

/** What each procedure does, in one sentence for people and for programs that choose by it. */
export const summaries = {
  'task.list': 'Lists tasks, page by page: filtered, searched and in an order.',
  'task.count': 'Counts the tasks that are open, complete and in the trash.',
  'task.byId': 'Gets one task, one in the trash as well.',
  'task.create': 'Creates a task.',
  'task.update': 'Changes fields of a task.',
  'task.delete': 'Moves a task to the trash.',
  'task.restore': 'Takes a task out of the trash, as it was.',
  'task.updateMany': 'Changes the same fields of many tasks: all of them, or none.',
  'task.deleteMany': 'Moves many tasks to the trash: all of them, or none.',
  'task.history': 'Lists who changed what of a task, the newest change first.',
  'sync.pull': 'Gives what changed after a cursor, and from the start a snapshot of all tasks.',
  'sync.push': 'Applies many writes in their order, and answers what became of each.',
  'sync.live': 'Streams changes as they happen, as server-sent events.',
  'account.me': 'Says whose session or API key this is, and what it may do.',
  'account.keys.create': 'Makes an API key. Its secret is shown this one time.',
  'account.keys.list': 'Lists the API keys of the account, the newest first.',
  'account.keys.revoke': 'Revokes an API key.',
  'account.sessions.list': 'Lists where the account is signed in, the newest session first.',
  'account.sessions.end': 'Ends one session, as signing out would.',
  'account.sessions.endOthers': 'Ends every session but the one that asks.',
  'account.export': 'Gives all that the account holds, page by page.',
  'account.delete': 'Deletes the account and all that it owns, for good.',
} as const satisfies Record<Procedure, string>;

const page = {
  cursor: 'Where the page begins: the nextCursor of the page before. Without it, the first page.',
  limit: `How many at most: ${limits.page.default} unless it says otherwise.`,
};
const written = {
  title: 'What the task is called; white space around it is taken off.',
  description: 'More about the task. Null and the empty text are both valid and stay distinct.',
  complete: 'Whether the task is done; false unless it says otherwise.',
} satisfies Record<FieldName, string>;
const id = 'The id of the task.';
const ids = 'The ids of the tasks, each once.';
const patch = 'The fields to change. A key that is absent leaves its field as it is; null is a value.';
const was = 'What you believe of the task: it is refused as TASK_CHANGED when one of these fields differs.';
const mutationId =
  'Names this one write, so that a retry with the same id and the same input has no second effect. Choose a new UUIDv7 for each write.';

/** What each key of a procedure's input means, in a sentence or two. */
export const inputKeys = {
  'task.list': {
    complete: 'Only tasks that are complete, or only those that are open. Without it, both.',
    deleted: 'Whether to list the trash; false lists the tasks that are not in it.',
    search: 'A part of the title or the description, as it stands; the case of letters does not matter.',
    order: 'By when tasks were created, by when they were last changed (the latest first), or by title.',
    ...page,
  },
  'task.count': {},
  'task.byId': { id },
  'task.create': {
    ...written,
    id: 'An id of your choice for the task, a UUIDv7. Without it the mutationId, or one that the server makes.',
    mutationId: `${mutationId} Without it, the id.`,
  },
  'task.update': { id, patch, was, mutationId },
  'task.delete': { id, was, mutationId },
  'task.restore': { id, was, mutationId },
  'task.updateMany': { ids, patch, mutationId },
  'task.deleteMany': { ids, mutationId },
  'task.history': { id, ...page },
  'sync.pull': {
    cursor: 'The cursor of your last pull, push or event. Null begins a snapshot.',
    limit: `How many rows at most: ${limits.pull.default} unless it says otherwise.`,
  },
  'sync.push': {
    mutations: 'The writes, in the order in which they are meant. One that is refused does not stop the next.',
    contractVersion: 'The version of the contract that the program was made with.',
  },
  'sync.live': {
    cursor: 'Begins behind this cursor. Without it, now.',
    lastEventId: 'The id of the last event that arrived; it wins over the cursor. A browser sends it by itself.',
  },
  'account.me': {},
  'account.keys.create': {
    name: 'What the key is for, in your words.',
    scopes: 'What the key may do: tasks:read for every query of tasks, tasks:write for every change.',
    expiresInDays: 'After how many days it expires. Without it, never.',
  },
  'account.keys.list': {},
  'account.keys.revoke': { id: 'The id of the key, which is not its secret.' },
  'account.sessions.list': {},
  'account.sessions.end': { id: 'The id of the session.' },
  'account.sessions.endOthers': {},
  'account.export': {
    ...page,
    limit: `How many tasks or changes at most: ${limits.export.default} unless it says otherwise.`,
  },
  'account.delete': { password: 'The password of the account once more.' },
} as const satisfies Record<Procedure, Readonly<Record<string, string>>>;
