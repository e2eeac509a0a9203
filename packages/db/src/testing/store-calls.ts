import { newId, type ListTasks } from '@typedo/contract';
import type { Principal } from '../principal.ts';
import type { TaskStore } from '../task/task-store.ts';
import { change, creation, move } from './tasks.ts';

/** A call of the store. */
export interface StoreCall {
  readonly name: string;
  /** The index that serves it, where it reads tasks or their history; the key of the table is called by the table's name. */
  readonly index?: string;
  /** Which sorting is meant to be. */
  readonly sorts?: RegExp;
  run(): Promise<unknown>;
}

/** Which index gives tasks in which order. Filters are looked at on the way; the trash has its own index, and is sorted. */
const orders = {
  newest: 'tasks_by_creation',
  oldest: 'tasks_by_creation',
  recentlyUpdated: 'tasks_by_update',
  title: 'tasks_by_title',
} as const satisfies Record<ListTasks['order'], string>;

const filters: readonly Partial<ListTasks>[] = [
  {},
  { complete: false },
  { complete: true },
  { search: 'invoice' },
  { deleted: true },
];

/** Every way to list tasks, with the first page and one behind it. */
export function* lists(store: TaskStore, who: Principal): Generator<StoreCall> {
  for (const [order, index] of Object.entries(orders)) {
    for (const filter of filters) {
      // The keys of the table are the orders.
      const input: ListTasks = { order: order as ListTasks['order'], limit: 50, deleted: false, ...filter };
      yield {
        name: `list, ${order}, ${JSON.stringify(filter)}`,
        index: filter.deleted ? 'tasks_in_trash' : index,
        ...(filter.deleted && { sorts: /TEMP B-TREE/ }), // of the trash alone
        async run() {
          const { nextCursor } = await store.list(who, { ...input, limit: 1 });
          await store.list(who, { ...input, cursor: nextCursor ?? undefined });
        },
      };
    }
  }
}

/** All other reads of the store. */
export function* reads(store: TaskStore, who: Principal): Generator<StoreCall> {
  const newest = () => store.list(who, { order: 'newest', limit: 1, deleted: false });
  const id = async () => (await newest()).tasks[0]?.id ?? newId();
  const exported = (cursor?: string) => store.export(who, { limit: 1000, cursor });
  const changes = Buffer.from(JSON.stringify(['changes', 1])).toString('base64url');
  yield { name: 'count', index: 'heads', run: () => store.count(who) };
  yield { name: 'byId', index: 'tasks', run: async () => store.byId(who, { id: await id() }) };
  yield {
    name: 'byId, several at once',
    index: 'tasks',
    run: async () => {
      const { tasks } = await store.list(who, { order: 'newest', limit: 10, deleted: false });
      await Promise.all(tasks.map((task) => store.byId(who, task)));
    },
  };
  yield {
    name: 'history',
    index: 'changes_by_task',
    run: async () => store.history(who, { id: await id(), limit: 50 }),
  };
  yield { name: 'export of tasks', index: 'tasks', run: () => exported() };
  yield { name: 'export of changes', index: 'changes', run: () => exported(changes) };
  yield { name: 'position', index: 'heads', run: () => store.position(who) };
  const sorts = /TEMP B-TREE/; // of the page, which is small
  const pull = (cursor: string | null) => store.pull(who, { cursor, limit: 1000 });
  yield { name: 'pull from null', index: 'tasks_by_seq', sorts, run: () => pull(null) };
  yield { name: 'pull from now', index: 'tasks_by_seq', sorts, run: async () => pull(await store.position(who)) };
}

/** Every way to write. */
export function* writes(store: TaskStore, who: Principal): Generator<StoreCall> {
  const write = async (...mutations: Parameters<TaskStore['write']>[1]) => void (await store.write(who, mutations));
  const some = Array.from({ length: 98 }, () => creation());
  const ids = some.map(({ id }) => id);
  const [id = '', other = ''] = ids;
  yield { name: 'push', run: () => write(...some, change(id, { complete: true }), move('delete', other)) };
  yield { name: 'create', run: () => write(creation()) };
  yield { name: 'update', run: () => write(change(id, { title: 'Buy bread' }, { title: 'Buy milk' })) };
  yield { name: 'delete', run: () => write(move('delete', id)) };
  yield { name: 'restore', run: () => write(move('restore', id)) };
  const live = ids.filter((each) => each !== other);
  yield {
    name: 'updateMany',
    run: () => write({ type: 'updateMany', mutationId: newId(), ids: live, patch: { complete: true } }),
  };
  yield { name: 'deleteMany', run: () => write({ type: 'deleteMany', mutationId: newId(), ids }) };
}
