import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DatabaseError } from '../database-error.ts';
import { damaged } from './backup-errors.ts';

/** No line of ours is nearly as long; a file without lines must not fill the memory. In UTF-16 units. */
const longest = 64_000_000;

/**
 * Gives the lines of a compressed file, many at a time. Lines end with a line feed and nothing else: JSON may hold the other
 * characters that break lines.
 *
 * @throws DatabaseError when the file is cut or damaged.
 */
export async function* readLines(file: string): AsyncGenerator<string[]> {
  const text = pipeline(createReadStream(file), createGunzip(), () => {}).setEncoding('utf8'); // the iterator throws what it hears
  let rest = '';
  try {
    for await (const chunk of text) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longest) throw damaged(file, 'a line has no end');
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof DatabaseError || !(error instanceof Error && 'code' in error)) throw error;
    throw damaged(file, error.message, error);
  }
  if (rest !== '') throw damaged(file, 'the last line has no end');
}
