import { purgeAll } from '@typedo/db';
import { readDatabase } from '../env.ts';
import { optionsOf } from './commands.ts';
import { counted, say } from './say.ts';
import { openDatabase } from './workshop.ts';

/** `purge` */
export async function purge(args: string[]): Promise<void> {
  optionsOf(args, []);
  await using database = await openDatabase(readDatabase());
  const { tasks, changes, outcomes, accounts, erased, expired } = await purgeAll(database, Date.now());
  if (erased > 0) say(`Erased what ${counted(erased, 'deleted account')} still owned.`);
  const gone = expired.sessions + expired.keys;
  if (gone > 0)
    say(`Deleted ${counted(expired.sessions, 'session')} and ${counted(expired.keys, 'key')} that had expired.`);
  if (tasks + changes + outcomes === 0) return gone > 0 ? undefined : say('Nothing was old enough to purge.');
  const rows = `${counted(tasks, 'task')} from the trash, ${counted(changes, 'change')} and ${counted(outcomes, 'outcome')}`;
  say(`Purged ${rows} of ${counted(accounts, 'account')}.`);
}
