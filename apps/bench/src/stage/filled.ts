import { createOrm, migrate } from '@typedo/db';
import { fill, keyOf } from '@typedo/db/testing/filling';
import type { Place } from './place.ts';

/** Makes a database with so many accounts that have a task each, and gives its URL and the accounts' keys. */
export async function createAccounts(place: Place, count: number): Promise<{ url: string; keys: string[] }> {
  const { url } = await place.create(`accounts_${count}`);
  await migrate({ url });
  const accounts = Array.from({ length: count }, (_, at) => ({ userId: `user-${at}`, tasks: 1 }));
  await using database = await createOrm({ url });
  await fill(database, accounts, Date.now());
  return { url, keys: accounts.map(({ userId }) => keyOf(userId)) };
}
