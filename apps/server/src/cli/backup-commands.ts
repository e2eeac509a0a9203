import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { backup, restore, type Contents } from '@typedo/db/backup';
import { readDatabase } from '../env.ts';
import { counted, say } from './say.ts';
import { UsageError } from './usage.ts';

/** Past this a database that is away is given up, in milliseconds. */
const waitMs = 10_000;

/** `backup FILE` */
export async function makeBackup(args: string[]): Promise<void> {
  const { file } = fileAnd(args, {});
  const { bytes, database, ...contents } = await backup({ ...readDatabase(), file, onWait: say, waitMs });
  say(`Backed up ${told(contents)} of ${database} to ${file} (${sizeOf(bytes)}).`);
  say('Keep it private: it holds everything, the hashes of passwords and keys included. AUTH_SECRET is not in it.');
}

/** `restore FILE` */
export async function restoreBackup(args: string[]): Promise<void> {
  const { file, replace } = fileAnd(args, { replace: { type: 'boolean' } });
  const settings = readDatabase();
  const { keptAs, madeAt, database, ...contents } = await restore({ ...settings, file, replace, onWait: say, waitMs });
  say(`Restored ${told(contents)} to ${database} from ${file}${madeAt === undefined ? '' : `, made at ${madeAt}`}.`);
  if (keptAs !== undefined) say(`What was there before is kept as ${keptAs}.`);
  say('Passwords, sessions and API keys are those of the backup: what was revoked since is valid again.');
  const servers = settings.url.startsWith('sqlite:') ? 'Start the server now' : 'Running servers go on by themselves';
  say(`${servers}; every client loads its tasks anew.`);
}

function fileAnd(args: string[], options: NonNullable<ParseArgsConfig['options']>): { file: string; replace: boolean } {
  const { values, positionals } = parse(args, options);
  const [file, ...more] = positionals;
  if (!file) throw new UsageError('FILE is missing.');
  if (more.length > 0) throw new UsageError(`Expected one FILE, and not ${more.join(' ')} as well.`);
  return { file: resolve(file), replace: values['replace'] === true };
}

function parse(args: string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** E.g. `1 account and 4,750 tasks`. */
function told({ accounts, tasks }: Contents): string {
  return `${counted(accounts, 'account')} and ${counted(tasks, 'task')}`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
