import type { Procedure } from '@typedo/contract';

// What a caller may rely on, in numbers written out: a limit that moves, or a rule that goes, is noticed here.
/** An id as a task has one. */
export const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const ids = Array.from({ length: 101 }, (_, index) => `01890a5d-ac96-774b-bcce-b302099a${String(1000 + index)}`);
/** A text of that length. */
export const x = (length: number) => 'x'.repeat(length);
const time = '2026-01-01T00:00:00.000Z';
const wrongIds = ['', id.toUpperCase(), `${id}0`, `0${id}`, id.replace('-7', '-4'), null];
const wrongTexts = ['\0', '\ud800'];
const many = (length: number) => ids.slice(0, length);
const pushOf = (mutation: object) => ({ mutations: [mutation], contractVersion: '1.0.0' });
const versions = (...given: string[]) => given.map((contractVersion) => ({ mutations: [push], contractVersion }));
const push = { type: 'create', mutationId: id, id, title: 'x' };

/** Values that a schema takes, and that it refuses. */
export interface Examples {
  readonly takes: readonly unknown[];
  readonly refuses: readonly unknown[];
}

const nothing: Examples = { takes: [undefined], refuses: [null, {}] };
const moves: Examples = {
  takes: [
    { id },
    { id, was: {} },
    { id, was: { updatedAt: time, title: 'x', description: null, complete: true } },
    { id, mutationId: id },
  ],
  refuses: [
    {},
    { id, was: { updatedAt: '0000-01-01T00:00:00.000Z' } },
    { id, was: { updatedAt: '2026-01-01T00:00:00Z' } },
    { id, was: { id } },
    { id, was: null },
    { id, mutationId: 'x' },
    ...wrongIds.map((wrong) => ({ id: wrong })),
  ],
};
const pages = (most: number): Examples => ({
  takes: [1, most].map((limit) => ({ limit })).concat([]),
  refuses: [0, most + 1, 1.5, '1', null].map((limit) => ({ limit })),
});
const cursors: Examples = {
  takes: [{ cursor: 'x' }, { cursor: x(2000) }],
  refuses: [{ cursor: '' }, { cursor: x(2001) }, { cursor: null }],
};
const syncCursors: Examples = {
  takes: [{ cursor: 'a-b_c.9' }, { cursor: x(100) }],
  refuses: [{ cursor: '' }, { cursor: x(101) }, { cursor: 'a b' }, { cursor: ' x' }, { cursor: 'x ' }],
};
/** The name of a key or of an account. */
export const names: Examples = {
  takes: ['x', x(100), ` ${x(100)} `].map((name) => ({ name })),
  refuses: ['', ' ', x(101)].map((name) => ({ name })),
};

/** The same examples with more keys. */
export function withKeys(more: object, { takes, refuses }: Examples): Examples {
  const add = (example: unknown) => ({ ...more, ...(example as object) }); // examples here are objects
  return { takes: takes.map(add), refuses: refuses.map(add) };
}

/** All the examples of several. */
export function all(...examples: Examples[]): Examples {
  return { takes: examples.flatMap(({ takes }) => takes), refuses: examples.flatMap(({ refuses }) => refuses) };
}

const written: Examples = {
  takes: [
    { title: x(200) },
    { title: ` ${x(200)} ` },
    { description: null },
    { description: '' },
    { description: x(1000) },
    { complete: false },
  ],
  refuses: [
    { title: '' },
    { title: ' ' },
    { title: x(201) },
    { title: null },
    { description: x(1001) },
    { complete: 1 },
    { complete: null },
    ...wrongTexts.flatMap((text) => [{ title: text }, { description: text }]),
  ],
};
const patches = all(written, { takes: [], refuses: [{}, { id }] });
const inPatch = (more: object): Examples => ({
  takes: patches.takes.map((patch) => ({ ...more, patch })),
  refuses: patches.refuses.map((patch) => ({ ...more, patch })),
});
const lists: Examples = {
  takes: [{ ids: many(1) }, { ids: many(100) }, { ids: many(2), mutationId: id }],
  refuses: [{}, { ids: [] }, { ids: many(101) }, { ids: [id, id] }, { ids: ['x'] }, { ids: many(1), mutationId: 'x' }],
};
const named = { takes: [{ id: 'x' }, { id: x(64) }], refuses: [{}, { id: '' }, { id: x(65) }, { id: '\0' }] };
const lifetimes = {
  takes: [{ expiresInDays: 1 }, { expiresInDays: 3650 }, {}],
  refuses: [0, 3651, 1.5, null].map((expiresInDays) => ({ expiresInDays })),
};
const scopes = {
  takes: [['tasks:read'], ['tasks:write', 'tasks:read']].map((scopes) => ({ scopes })),
  refuses: [[], ['tasks:read', 'tasks:read'], ['other'], null].map((scopes) => ({ scopes })),
};

/** What each procedure takes and refuses. */
export const examples: Record<Procedure, Examples> = {
  'task.list': all(pages(100), cursors, {
    takes: [
      undefined,
      {},
      { complete: true, deleted: true, search: 'x' },
      { search: x(200) },
      ...['newest', 'oldest', 'recentlyUpdated', 'title'].map((order) => ({ order })),
    ],
    refuses: [
      null,
      { complete: null },
      { deleted: null },
      { search: '' },
      { search: x(201) },
      { search: '\0' },
      { order: 'x' },
    ],
  }),
  'task.count': nothing,
  'task.byId': { takes: [{ id }], refuses: [undefined, {}, ...wrongIds.map((wrong) => ({ id: wrong }))] },
  'task.create': all(withKeys({ title: 'x' }, written), {
    takes: [{ title: 'x' }, { title: 'x', id, mutationId: id, description: null, complete: true }],
    refuses: [
      undefined,
      {},
      { description: null },
      ...wrongIds.flatMap((wrong) => [
        { title: 'x', id: wrong },
        { title: 'x', mutationId: wrong },
      ]),
    ],
  }),
  'task.update': all(inPatch({ id }), withKeys({ patch: { title: 'x' } }, moves), { takes: [], refuses: [{ id }] }),
  'task.delete': moves,
  'task.restore': moves,
  'task.updateMany': all(inPatch({ ids: many(1) }), withKeys({ patch: { title: 'x' } }, lists), {
    takes: [],
    refuses: [{ ids: many(1) }],
  }),
  'task.deleteMany': lists,
  'task.history': all(withKeys({ id }, all(pages(100), cursors)), {
    takes: [{ id }],
    refuses: [undefined, { id: 'x' }, {}],
  }),
  'sync.pull': all(pages(1000), syncCursors, { takes: [undefined, {}, { cursor: null }], refuses: [null] }),
  'sync.push': {
    takes: [
      ...[push, { ...push, description: null, complete: true }].map(pushOf),
      ...moves.takes.flatMap((move) =>
        ['delete', 'restore'].map((type) => pushOf({ mutationId: id, ...(move as object), type })),
      ), // they are objects
      pushOf({ type: 'update', id, mutationId: id, patch: { title: 'x' }, was: {} }),
      { mutations: Array.from({ length: 100 }, () => push), contractVersion: '1.0.0' },
      ...versions('1.2.3', '999999.999999.999999'),
    ],
    refuses: [
      { mutations: [], contractVersion: '1.0.0' },
      { mutations: Array.from({ length: 101 }, () => push), contractVersion: '1.0.0' },
      { mutations: [push] },
      ...versions('1', '1.0', '1.0.0-x', 'v1.0.0', '1000000.0.0', '0.1000000.0', '0.0.1000000'),
      ...['create', 'update', 'delete', 'restore'].map((type) => pushOf({ ...push, type, mutationId: undefined })),
      ...[
        push,
        { type: 'update', id, mutationId: id, patch: { title: 'x' } },
        ...['delete', 'restore'].map((type) => ({ type, id, mutationId: id })),
      ].map((mutation) => pushOf({ ...mutation, more: 1 })),
      pushOf({ ...push, id: undefined }),
      pushOf({ ...push, type: 'other' }),
      pushOf({ type: 'update', id, mutationId: id }),
      pushOf({ type: 'delete', mutationId: id }),
    ],
  },
  'sync.live': all(syncCursors, {
    takes: [undefined, {}, { lastEventId: 'x', cursor: 'x' }],
    refuses: [null, { cursor: null }, { lastEventId: '' }],
  }),
  'account.me': nothing,
  'account.keys.create': all(withKeys({ name: 'x', scopes: ['tasks:read'] }, all(names, scopes, lifetimes)), {
    takes: [],
    refuses: [{ name: 'x' }, { scopes: ['tasks:read'] }],
  }),
  'account.keys.list': nothing,
  'account.keys.revoke': named,
  'account.sessions.list': nothing,
  'account.sessions.end': named,
  'account.sessions.endOthers': nothing,
  'account.export': all(pages(500), cursors, { takes: [undefined, {}], refuses: [null] }),
  'account.delete': {
    takes: [{ password: 'x' }, { password: x(128) }],
    refuses: [{}, { password: '' }, { password: x(129) }, { password: '\0' }],
  },
};
