import { damaged, notOurs, tooNew } from './backup-errors.ts';
import { batch, format, type Header, type LastLine, type TableLine } from './format.ts';
import { assertKind } from './kind.ts';
import { readLines } from './read-lines.ts';

/** Rows of one table, as their lines. */
export interface Batch extends TableLine {
  rows: string[];
}

/**
 * Reads a whole backup of PostgreSQL without keeping it.
 *
 * @returns its header, and how many rows each table has.
 * @throws DatabaseError when it is none, is cut or damaged, or of a newer format.
 */
export async function inspectBackup(file: string): Promise<LastLine & { header: Header }> {
  assertKind(file, 'postgresql');
  const header = await readHeader(file);
  const rows: LastLine['rows'] = {};
  for await (const { table, rows: lines } of readBatches(file)) rows[table] = (rows[table] ?? 0) + lines.length;
  return { header, rows };
}

/**
 * Gives the rows of a backup, table by table; of a table without rows one empty batch.
 *
 * @throws DatabaseError at the latest behind the last batch, when the file is not whole.
 */
export async function* readBatches(file: string): AsyncGenerator<Batch> {
  const counts: LastLine['rows'] = {};
  let table: TableLine | undefined;
  let last: LastLine | undefined;
  let rows: string[] = [];
  let characters = 0;
  let isHeader = true;
  const take = (): Batch[] => {
    if (!table) return [];
    counts[table.table] = (counts[table.table] ?? 0) + rows.length;
    const taken = { ...table, rows };
    rows = [];
    characters = 0;
    return [taken];
  };
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      if (isHeader) isHeader = false;
      else if (last) throw damaged(file, 'it goes on behind its end');
      else if (line.startsWith('{"table":')) {
        yield* take();
        table = parse(file, line) as TableLine; // as its beginning says
      } else if (line.startsWith('{"rows":')) {
        yield* take();
        last = parse(file, line) as LastLine; // here as well
      } else {
        rows.push(line);
        characters += line.length;
        if (rows.length >= batch.rows || characters >= batch.characters) yield* take();
      }
    }
  }
  if (!last) throw damaged(file, 'its end is missing');
  if (JSON.stringify(last.rows) !== JSON.stringify(counts)) throw damaged(file, 'rows are missing');
}

async function readHeader(file: string): Promise<Header> {
  for await (const [line = ''] of readLines(file)) {
    if (!line.startsWith('{"typedo":"backup"')) throw notOurs(file);
    const header = parse(file, line) as Header; // its beginning is ours alone
    if (header.format !== format) throw tooNew(file, `format ${String(header.format)}`);
    return header;
  }
  throw notOurs(file);
}

function parse(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw damaged(file, 'a line is not JSON', error);
  }
}
