import { createInterface, type Interface } from 'node:readline/promises';
import { text as readAll } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { limits, password } from '@typedo/contract';
import { createPasswordRule, tooCommon, type PersonWords } from '../auth/password-rule.ts';
import { CommandError } from './usage.ts';

/**
 * Asks for a new password of this person twice without showing it, or reads it from standard input if that is no terminal.
 *
 * @throws CommandError when the two differ, or it is not as the contract says, or too common.
 */
export async function newPassword(person: PersonWords): Promise<string> {
  const given = process.stdin.isTTY ? await askTwice() : (await readAll(process.stdin)).replace(/\r?\n$/, '');
  const { success, data } = password.safeParse(given);
  if (!success) throw new CommandError(`A password has ${limits.password.min} to ${limits.password.max} characters.`);
  if (await createPasswordRule()(data, person)) throw new CommandError(tooCommon);
  return data;
}

async function askTwice(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Made before the question is shown: from now on the terminal shows nothing of what is typed.
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  terminal.on('SIGINT', () => process.exit(130)); // as a shell reports Ctrl+C
  try {
    const first = await ask(terminal, 'New password: ');
    if ((await ask(terminal, 'Again: ')) !== first) throw new CommandError('The two passwords differ.');
    return first;
  } finally {
    terminal.close();
  }
}

async function ask(terminal: Interface, question: string): Promise<string> {
  process.stderr.write(question);
  try {
    return await terminal.question('');
  } catch {
    throw new CommandError('No password was given.'); // Ctrl+D
  } finally {
    process.stderr.write('\n');
  }
}
