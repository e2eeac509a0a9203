import { purgeAll } from '@typedo/db';
import { readDatabase } from '../env.ts';
import { optionsOf } from './commands.ts';
import { say } from './say.ts';
import { openDatabase } from './workshop.ts';

/** `purge` */
export async function purge(args: string[]): Promise<void> {
  optionsOf(args, []);
  await using database = await openDatabase(readDatabase());
  const { tasks, changes, outcomes, accounts } = await purgeAll(database, Date.now());
  const rows = `${count(tasks, 'task')} from the trash, ${count(changes, 'change')} and ${count(outcomes, 'outcome')}`;
  say(`Purged ${rows} of ${count(accounts, 'account')}.`);
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
}
