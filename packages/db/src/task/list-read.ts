import { foldCase, limits, type ListTasks } from '@typedo/contract';
import type { Principal } from '../principal.ts';
import { readTaskCursor } from './cursor.ts';
import { mine, ownedBy } from './owner.ts';
import type { PrepareRead, Read } from './stored-row.ts';
import type { StoredTask } from './stored-task.ts';
import type { Syntax } from './syntax.ts';

/** Reads the rows of a page, and one more if there is another page. */
export type ReadPage = (principal: Principal, input: ListTasks) => Promise<unknown[][]>;

/** Makes the read of a list. What a list may ask for makes few statements, and each is written once. */
export function createReadPage(prepare: PrepareRead, syntax: Syntax, { columns }: StoredTask): ReadPage {
  const reads = new Map<string, Read>();
  return async (principal, input) => {
    const { order, complete, search, cursor, deleted, limit } = input;
    const parameters = ownedBy(principal);
    if (complete !== undefined) parameters.push(syntax.booleanParameter(complete));
    if (search !== undefined) parameters.push(foldCase(search));
    if (cursor !== undefined) {
      const end = readTaskCursor(order, cursor);
      parameters.push(order === 'title' ? end.key : syntax.timeParameter(end.key), end.id);
    }
    const written = writtenLimit(limit);
    if (written === null) parameters.push(limit + 1);
    const shape = `${written} ${order} ${deleted ? 1 : 0} ${complete !== undefined} ${search !== undefined} ${cursor !== undefined}`;
    let read = reads.get(shape);
    if (!read) reads.set(shape, (read = prepare(statement(syntax, columns, input, written))));
    return read(parameters);
  };
}

/**
 * The limit, and one more, of the statement's text, for the limits that nearly everybody asks for; null for any other, which is bound. With a
 * bound one PostgreSQL cannot know how few rows are wanted and plans each call anew, which takes as long as the call.
 */
function writtenLimit(limit: number): number | null {
  return limit === limits.page.default || limit === limits.page.max ? limit + 1 : null;
}

/** Writes the statement; it takes its parameters in the order in which the read above gives them. */
function statement(
  syntax: Syntax,
  columns: string,
  { order, complete, search, cursor, deleted }: ListTasks,
  limit: number | null,
): string {
  let bound = 1; // the owner
  const next = () => `$${++bound}`;
  const conditions = [mine, `deleted_at is ${deleted ? 'not null' : 'null'}`];
  if (complete !== undefined) conditions.push(`complete = ${next()}`);
  if (search !== undefined) {
    const part = next();
    const within = (column: string) => syntax.contains(syntax.folded(column), part);
    conditions.push(`(${within('title')} or ${within('description')})`);
  }
  const { key, direction } = orders(syntax)[order];
  if (cursor !== undefined) conditions.push(`(${key}, id) ${direction === 'asc' ? '>' : '<'} (${next()}, ${next()})`);
  return `select ${columns} from ${deleted ? syntax.trash : 'tasks'} where ${conditions.join(' and ')}
    order by ${key} ${direction}, id ${direction} limit ${limit ?? next()}`;
}

function orders({ titleKey }: Syntax) {
  return {
    newest: { key: 'tasks.created_at', direction: 'desc' },
    oldest: { key: 'tasks.created_at', direction: 'asc' },
    recentlyUpdated: { key: 'tasks.updated_at', direction: 'desc' },
    title: { key: titleKey, direction: 'asc' },
  } as const satisfies Record<ListTasks['order'], { key: string; direction: 'asc' | 'desc' }>;
}
