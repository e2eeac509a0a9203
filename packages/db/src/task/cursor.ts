import { taskId, timestamp, type Task, type TaskOrder } from '@typedo/contract';
import { refused, type Refused } from '../refused.ts';

/** Where a page ended: the value that it is ordered by, and the id that decides between equal ones. */
export interface PageEnd {
  key: string;
  id: string;
}

/** Makes the cursor of the page that ends with this task. */
export function taskCursor(order: TaskOrder, task: Task): string {
  return encode([order, keyOf(order, task), task.id]);
}

/** Reads a cursor of {@link taskCursor}. Throws INVALID_INPUT for any other text, and for a cursor of another order. */
export function readTaskCursor(order: TaskOrder, cursor: string): PageEnd {
  const parts = decode(cursor);
  const [given, key, id] = parts;
  const valid = parts.length === 3 && given === order && typeof key === 'string' && taskId.safeParse(id).success;
  if (!valid || !(order === 'title' ? key.isWellFormed() && !key.includes('\0') : timestamp.safeParse(key).success))
    throw invalid();
  return { key, id: String(id) };
}

/** Makes the cursor of the page of a history that ends with this seq. */
export function historyCursor(seq: number): string {
  return encode([seq]);
}

/** Reads a cursor of {@link historyCursor}; without one, the page begins at the newest change. Throws INVALID_INPUT for any other text. */
export function readHistoryCursor(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const [seq, ...rest] = decode(cursor);
  if (rest.length > 0 || typeof seq !== 'number' || !Number.isSafeInteger(seq)) throw invalid();
  return seq;
}

/** Where a page of an export ended: behind a task by its id, or behind a change by its seq. */
export type ExportEnd = { tasksAfter: string; changesAfter?: never } | { changesAfter: number; tasksAfter?: never };

/** Makes the cursor of the page of an export that ends there. */
export function exportCursor({ tasksAfter, changesAfter }: ExportEnd): string {
  return encode(tasksAfter === undefined ? ['changes', changesAfter] : ['tasks', tasksAfter]);
}

/** Reads a cursor of {@link exportCursor}; without one, the export begins. Throws INVALID_INPUT for any other text. */
export function readExportCursor(cursor: string | undefined): ExportEnd {
  if (cursor === undefined) return { tasksAfter: '00000000-0000-0000-0000-000000000000' };
  const [part, after, ...rest] = decode(cursor);
  if (rest.length > 0) throw invalid();
  if (part === 'tasks' && taskId.safeParse(after).success) return { tasksAfter: String(after) };
  if (part === 'changes' && Number.isSafeInteger(after)) return { changesAfter: Number(after) };
  throw invalid();
}

function keyOf(order: TaskOrder, task: Task): string {
  if (order === 'title') return task.title.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return order === 'recentlyUpdated' ? task.updatedAt : task.createdAt;
}

function encode(parts: unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function decode(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function invalid(): Refused {
  return refused('INVALID_INPUT', {
    issues: [
      {
        path: ['cursor'],
        code: 'custom',
        message: 'Invalid cursor: expected the nextCursor of a page of the same list',
      },
    ],
  });
}
