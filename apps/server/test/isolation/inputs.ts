import { contractVersion, type Procedure } from '@typedo/contract';

/** What an input can name: things of one account, or of nobody. */
export interface Belongings {
  /** Ids of two open tasks, and of one in the trash. */
  readonly open: string;
  readonly other: string;
  readonly trashed: string;
  /** An id for a new task: nobody's yet, unless these are another's belongings. */
  readonly fresh: string;
  /** Names a write that was done, unless these are the caller's own. */
  readonly mutationId: string;
  readonly moreMutationIds: readonly [string, string, string];
  readonly keyId: string;
  readonly sessionId: string;
  /** Cursors of `task.list`, `task.history`, `sync.pull` and `account.export`. */
  readonly listCursor: string;
  readonly historyCursor: string;
  readonly syncCursor: string;
  readonly exportCursor: string;
  /** A word that all the tasks have. */
  readonly word: string;
  readonly password: string;
}

/**
 * How a valid input of each procedure is made from someone's belongings. Everything that names a thing comes from there, so that a test can
 * put another's in its place, and together the inputs have every part that the procedure's schema knows: tests check both.
 */
export const inputs = {
  'task.list': ({ listCursor, word }) => [
    { cursor: listCursor, limit: 50 },
    { cursor: listCursor, search: word },
  ],
  'task.count': () => [undefined],
  'task.byId': ({ open }) => [{ id: open }],
  'task.history': ({ open, historyCursor }) => [{ id: open, cursor: historyCursor }],
  'task.create': ({ fresh, mutationId }) => [
    { id: fresh, title: 'A task', description: 'More of it', complete: false, mutationId },
    { id: fresh, title: 'A task' },
    { mutationId, title: 'A task' },
  ],
  'task.update': ({ open, mutationId }) => [
    { id: open, patch: { title: 'Another', description: 'More' }, was: { complete: false }, mutationId },
  ],
  'task.delete': ({ open, mutationId }) => [{ id: open, was: { complete: false }, mutationId }],
  'task.restore': ({ trashed, mutationId }) => [{ id: trashed, was: { complete: false }, mutationId }],
  'task.updateMany': ({ open, other, mutationId }) => [
    { ids: [open, other], patch: { title: 'Another', description: 'More', complete: true }, mutationId },
  ],
  'task.deleteMany': ({ open, other, mutationId }) => [{ ids: [open, other], mutationId }],
  'sync.pull': ({ syncCursor }) => [{ cursor: syncCursor, limit: 100 }],
  'sync.push': ({ fresh, open, other, trashed, mutationId, moreMutationIds: [second, third, fourth] }) => [
    {
      mutations: [
        { type: 'create', id: fresh, title: 'A task', mutationId },
        { type: 'update', id: open, patch: { title: 'Another' }, was: { complete: false }, mutationId: second },
        { type: 'delete', id: other, was: { complete: false }, mutationId: third },
        { type: 'restore', id: trashed, was: { complete: false }, mutationId: fourth },
      ],
      contractVersion,
    },
  ],
  'sync.live': ({ syncCursor }) => [{ cursor: syncCursor }, { lastEventId: syncCursor }],
  'account.me': () => [undefined],
  'account.keys.create': () => [{ name: 'A program', scopes: ['tasks:read'], expiresInDays: 1 }],
  'account.keys.list': () => [undefined],
  'account.keys.revoke': ({ keyId }) => [{ id: keyId }],
  'account.sessions.list': () => [undefined],
  'account.sessions.end': ({ sessionId }) => [{ id: sessionId }],
  'account.sessions.endOthers': () => [undefined],
  'account.export': ({ exportCursor }) => [{ cursor: exportCursor, limit: 50 }, { limit: 50 }],
  'account.delete': ({ password }) => [{ password }],
} satisfies Record<Procedure, (from: Belongings) => readonly unknown[]>;
