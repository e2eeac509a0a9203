import { newId, taskOrder } from '@typedo/contract';
import type { Person } from '../setup-server.ts';
import { badTexts, texts } from './hostile-texts.ts';

/** Cursors of every kind that the server made for a person who has this task and others. */
export async function cursorsOf(person: Person, id: string): Promise<string[]> {
  const { task, sync } = person.typedo();
  const pages = await Promise.all(taskOrder.options.map((order) => task.list.query({ order, limit: 1 })));
  const { cursor } = await sync.pull.query({});
  await task.update.mutate({ id, patch: { complete: true } });
  const history = await task.history.query({ id, limit: 1 });
  return [...pages, history].flatMap(({ nextCursor }) => nextCursor ?? []).concat(cursor ?? []);
}

/** Cursors that no server made, in every form that one might take for its own. `id` is of a task. */
export function forgedCursors(id: string): string[] {
  const times = ['0001-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', 'now()', '', null];
  const keys = [...texts.slice(0, 20), ...badTexts, null, 1, { $ne: 1 }];
  const pages: unknown[] = [
    ...times.flatMap((time) => taskOrder.options.map((order) => [order, time, id])),
    ...keys.map((key) => ['title', key, id]),
    ...[`${id}'`, newId(), null, { $ne: 1 }].map((other) => ['title', 'x', other]),
    ...[-1, 0, 1.5, 1e300, 2 ** 53, '1', null, [1]].map((seq) => [seq]),
    ...['__proto__', 'constructor'].map((order) => [order, 'x', id]),
    {},
    null,
    'x',
    [],
    [1, 2],
  ];
  const syncs = [
    '.',
    '..',
    'x.1',
    `x.${'9'.repeat(15)}`,
    'x.-1',
    '0.0',
    '1',
    '__proto__.1',
    'x.1.2.3',
    '-'.repeat(100),
  ];
  return pages.map((page) => Buffer.from(JSON.stringify(page)).toString('base64url')).concat(syncs, '_w', '!');
}
