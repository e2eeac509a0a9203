import { parseArgs } from 'node:util';
import * as contract from '@typedo/contract';
import { migrate } from '@typedo/db';
import { z } from 'zod';
import { readDatabase, readEnvironment } from '../env.ts';
import { openWorkshop, type Workshop } from './workshop.ts';
import { newPassword } from './password.ts';
import { say } from './say.ts';
import { CommandError, UsageError } from './usage.ts';

/** `key create` */
export async function createKey(args: string[]): Promise<void> {
  const options = optionsOf(args, ['email', 'name', 'scopes', 'expires-in-days']);
  const { email } = check(z.object({ email: contract.email }), options);
  const days = options['expires-in-days'];
  if (days !== undefined && !/^\d+$/.test(days))
    throw new UsageError('--expires-in-days: expected a whole number of days.');
  const input = check(contract.createKey, {
    name: options.name,
    scopes:
      options.scopes === undefined ? contract.scope.options : options.scopes.split(',').map((name) => name.trim()),
    ...(days === undefined ? {} : { expiresInDays: Number(days) }),
  });
  await using workshop = await openWorkshop(readEnvironment());
  const { id: userId } = await accountOf(workshop, email);
  const key = await workshop.keys.create({ userId, kind: 'session', keyId: null, scopes: [] }, input);
  say(
    `Made the key "${key.name}" (${key.scopes.join(', ')}), ${key.expiresAt ? `valid until ${key.expiresAt}` : 'valid until it is revoked'}. Its secret:`,
  );
  console.log(key.secret);
}

/** `user create` */
export async function createUser(args: string[]): Promise<void> {
  const options = optionsOf(args, ['email', 'name']);
  const { email, name } = check(contract.signUp.pick({ email: true, name: true }), options);
  await using workshop = await openWorkshop(readEnvironment());
  if (await workshop.findUser(email)) throw new CommandError(`There is an account with the e-mail ${email} already.`);
  await workshop.createUser({ email, name, password: await newPassword({ name, email }) });
  say(`Made the account ${email}.`);
}

/** `user reset-password` */
export async function resetPassword(args: string[]): Promise<void> {
  const { email } = check(z.object({ email: contract.email }), optionsOf(args, ['email']));
  await using workshop = await openWorkshop(readEnvironment());
  const { id } = await accountOf(workshop, email);
  await workshop.setPassword(id, await newPassword({ email }));
  say(`${email} has a new password; all its sessions have ended.`);
}

/** `user delete` */
export async function deleteUser(args: string[]): Promise<void> {
  const { email } = check(z.object({ email: contract.email }), optionsOf(args, ['email']));
  await using workshop = await openWorkshop(readEnvironment());
  const { id } = await accountOf(workshop, email);
  await workshop.deleteUser(id);
  say(`Deleted the account ${email} and all that it owned.`);
}

/** `migrate` */
export async function runMigrations(args: string[]): Promise<void> {
  optionsOf(args, []);
  const done = await migrate({ ...readDatabase(), onWait: say, log: say });
  say(done.length === 0 ? 'The database has the newest schema already.' : 'The database has the newest schema now.');
}

/** Reads the options of a command. Throws UsageError for any other argument. */
export function optionsOf<N extends string>(args: string[], names: readonly N[]): { [K in N]?: string } {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    return parseArgs({ args, options, strict: true }).values as { [K in N]?: string }; // every option is a string
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Checks options by the contract; what is wrong is told by the option's name. */
function check<S extends z.core.$ZodType>(schema: S, input: Record<string, unknown>): z.output<S> {
  const { data, error } = z.safeParse(schema, input);
  const [issue] = error?.issues ?? [];
  if (!issue) return data as z.output<S>; // there is no error
  const name = String(issue.path[0]).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(
    input[String(issue.path[0])] === undefined ? `--${name} is missing.` : `--${name}: ${issue.message}.`,
  );
}

async function accountOf(workshop: Workshop, email: string): Promise<{ id: string }> {
  const user = await workshop.findUser(email);
  if (!user) throw new CommandError(`There is no account with the e-mail ${email}.`);
  return user;
}
