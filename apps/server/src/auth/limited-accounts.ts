import type { Accounts } from '@typedo/api';
import type { Attempts } from './attempts.ts';

/** Accounts of which a caller makes only so many keys in an hour. */
export function limitAccounts(accounts: Accounts, attempts: Pick<Attempts, 'key'>): Accounts {
  return {
    ...accounts,
    keys: {
      ...accounts.keys,
      async create(principal, input) {
        await attempts.key(principal.userId);
        return accounts.keys.create(principal, input);
      },
    },
  };
}
