import { limits, scope } from '@typedo/contract';

/** What `--help` prints. */
export const usage = `Usage: pnpm typedo COMMAND

  key create --email E --name N [--scopes ${scope.options.join(',')}] [--expires-in-days N]
      Makes an API key of an account. Its secret alone goes to standard output; it is shown this once.
      Without --scopes the key may do both; without --expires-in-days it does not expire.

  user create --email E --name N
      Makes an account, whatever SIGN_UP says.

  user reset-password --email E
      Gives an account a new password and ends all its sessions.

  user delete --email E
      Deletes an account with all that it owns: tasks, history, sessions, keys. There is no way back but a backup.

  migrate
      Brings the database to the newest schema. The server does so by itself when it starts.

  purge
      Deletes of all accounts what is too old: tasks after ${limits.trashDays} days in the trash, the history after ${limits.historyDays} days,
      and what accounts that were deleted still own. The server does so by itself, but only for accounts that write.

  backup FILE
      Writes all that is in the database at this moment to a new file. AUTH_SECRET is not in it: without the same one
      (with SQLite it may be the file auth-secret in the data folder) everybody has to sign in again after a restore.

  restore FILE [--replace]
      Puts the contents of a backup into the database, all or nothing. A SQLite server has to be stopped first.
      With --replace it may replace a database that has accounts; SQLite keeps that one beside it.

A password (${limits.password.min} to ${limits.password.max} characters) is asked for twice, or read from standard input if that is no terminal.
The settings are the server's: see .env.example; migrate, purge, backup and restore do without AUTH_SECRET.
Unless it says otherwise above, the server may run meanwhile.`;

/** The command was not written as it should be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command cannot do what it was asked to. The message is one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
