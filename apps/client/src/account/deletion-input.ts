import { deleteAccount, type DeleteAccount } from '@typedo/sdk';
import type { Schema } from '../forms/problems.ts';

/** The contract's schema of a deletion, over a form that asks for the account's address too: typing it is a moment to think. */
export function deletionInput(email: string): Schema<DeleteAccount> {
  return {
    safeParse(values) {
      const { confirmation, ...input } = { confirmation: '', ...Object(values) } as Record<string, unknown>; // a form's fields, by name
      const result = deleteAccount.safeParse(input);
      const typed = String(confirmation).trim().toLowerCase();
      if (typed === email.toLowerCase()) return result;
      const issue = { code: 'custom', path: ['confirmation'] };
      return { success: false, error: { issues: [issue, ...(result.error?.issues ?? [])] } };
    },
  };
}
