import type { ExportAccount, ExportPage } from '@typedo/contract';
import type { Caller } from '../caller.ts';
import type { Context } from '../context.ts';

/** One page of all that the caller's account holds; the account itself is on the first. */
export async function exportPageOf(
  { accounts, tasks }: Pick<Context, 'accounts' | 'tasks'>,
  caller: Caller,
  input: ExportAccount,
): Promise<ExportPage> {
  const account = input.cursor === undefined ? await accounts.describe(caller) : null;
  return { account, ...(await tasks.export(caller, input)) };
}
