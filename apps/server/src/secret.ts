import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder } from '@typedo/db';
import { EnvironmentError } from './env.ts';

/**
 * The secret of a server that has its own data folder: made once, readable by its owner alone. Whoever has it can sign session
 * cookies; without it every session ends.
 *
 * @throws EnvironmentError when the file holds no secret: the accounts' library would sign with one that everybody knows.
 */
export function keepSecret(dataDir: string): string {
  const file = join(dataDir, 'auth-secret');
  makePrivateFolder(dataDir); // tasks and password hashes lie there as well
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    // Whole or not at all, and the first of several processes makes the one that all use.
    writeFileSync(draft, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600, flush: true });
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32)
    throw new EnvironmentError(`${file} holds no secret. Delete it for a new one; every session ends then.`);
  return secret;
}
