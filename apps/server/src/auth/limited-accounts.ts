import type { Accounts } from '@typedo/api';
import type { Attempts } from './attempts.ts';

/** Accounts of which a caller makes only so many keys in an hour, and guesses at the password only so often. */
export function limitAccounts(accounts: Accounts, attempts: Pick<Attempts, 'key' | 'password'>): Accounts {
  return {
    ...accounts,
    keys: {
      ...accounts.keys,
      async create(principal, input) {
        await attempts.key(principal.userId);
        return accounts.keys.create(principal, input);
      },
    },
    async delete(caller, input) {
      const attempt = await attempts.password(caller.userId);
      const deleted = await accounts.delete(caller, input);
      await attempt.succeeded();
      return deleted;
    },
  };
}
