import { contractVersion, fieldNames, type ExportedTask, type ExportPage } from '@typedo/sdk';
import { csvLine, tame } from './csv.ts';

/** What an export is written as. */
export type Format = 'json' | 'csv';

/** How far an export has come. */
export interface Counted {
  readonly tasks: number;
  readonly changes: number;
}

/**
 * Makes a file of all pages of an export, as `next` brings them, one at a time: a page's rows become text and leave for the browser's
 * storage before the next is asked for, so that the page stays quick however much there is.
 */
export async function exportFile(
  format: Format,
  next: (cursor: string | null) => Promise<ExportPage>,
  onProgress: (counted: Counted) => void,
): Promise<Blob> {
  const file = format === 'json' ? jsonFile(new Date()) : csvFile();
  let counted: Counted = { tasks: 0, changes: 0 };
  let cursor: string | null = null;
  do {
    const page = await next(cursor);
    file.add(page);
    counted = { tasks: counted.tasks + page.tasks.length, changes: counted.changes + page.changes.length };
    onProgress(counted);
    // The tasks come first, so a table of tasks is done where the changes begin.
    cursor = format === 'csv' && page.changes.length > 0 ? null : page.nextCursor;
  } while (cursor !== null);
  return file.end();
}

interface ExportWriter {
  add(page: ExportPage): void;
  end(): Blob;
}

/** One object, with a row on each line, so that it can be read and searched as text too. */
function jsonFile(at: Date): ExportWriter {
  const head: string[] = [];
  const tasks = rows();
  const changes = rows();
  return {
    add: (page) => {
      if (page.account) head.push(JSON.stringify(page.account, null, 2));
      tasks.add(page.tasks);
      changes.add(page.changes);
    },
    end: () =>
      new Blob(
        [
          `{\n"exportedAt": "${at.toISOString()}",\n"contractVersion": "${contractVersion}",\n"account": ${head[0] ?? 'null'},\n"tasks": [`,
          ...tasks.parts,
          '\n],\n"changes": [',
          ...changes.parts,
          '\n]\n}\n',
        ],
        { type: 'application/json' },
      ),
  };
}

function rows() {
  const parts: Blob[] = [];
  return {
    parts,
    add: (values: readonly object[]) => {
      if (values.length === 0) return;
      const text = values.map((value) => `\n${JSON.stringify(value)}`).join(',');
      parts.push(new Blob([parts.length > 0 ? ',' : '', text]));
    },
  };
}

const columns = ['id', ...fieldNames, 'createdAt', 'updatedAt', 'deletedAt'] as const;

function csvFile(): ExportWriter {
  const parts: (Blob | string)[] = ['\ufeff', csvLine(columns)]; // without the mark, Excel takes it for another encoding
  return {
    add: ({ tasks }) => void parts.push(new Blob([tasks.map((task) => csvLine(columns.map(cellOf(task)))).join('')])),
    end: () => new Blob(parts, { type: 'text/csv' }),
  };
}

function cellOf(task: ExportedTask) {
  return (column: (typeof columns)[number]): string | null => {
    const value = task[column];
    return value === null ? null : tame(String(value));
  };
}
