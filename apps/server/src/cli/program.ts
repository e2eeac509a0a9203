import { DatabaseError, Refused } from '@typedo/db';
import { makeBackup, restoreBackup } from './backup-commands.ts';
import { createKey, createUser, deleteUser, resetPassword, runMigrations } from './commands.ts';
import { purge } from './purge.ts';
import { CommandError, usage, UsageError } from './usage.ts';
import { EnvironmentError } from '../env.ts';

const commands: Record<string, (args: string[]) => Promise<void>> = {
  'key create': createKey,
  'user create': createUser,
  'user delete': deleteUser,
  'user reset-password': resetPassword,
  migrate: runMigrations,
  purge,
};

/** Those whose name is followed by what is no option. */
const fileCommands: typeof commands = { backup: makeBackup, restore: restoreBackup };

try {
  await run(process.argv.slice(2));
} catch (error) {
  const known = [CommandError, UsageError, EnvironmentError, DatabaseError, Refused].some(
    (type) => error instanceof type,
  );
  console.error(known && error instanceof Error ? error.message : error);
  if (error instanceof UsageError) console.error('See pnpm typedo --help.');
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function run(args: string[]): Promise<void> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    return;
  }
  const [first = '', ...rest] = args;
  const onFile = find(fileCommands, first);
  if (onFile) return onFile(rest);
  const words = args.findIndex((arg) => arg.startsWith('-'));
  const name = args.slice(0, words === -1 ? args.length : words).join(' ');
  const command = find(commands, name);
  if (!command) throw new UsageError(`There is no command "${name}".`);
  await command(words === -1 ? [] : args.slice(words));
}

function find(among: typeof commands, name: string): (typeof commands)[string] | undefined {
  return Object.hasOwn(among, name) ? among[name] : undefined;
}
