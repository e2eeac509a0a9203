import { createHash } from 'node:crypto';
import { verifyPassword } from 'better-auth/crypto';
import type { Passwords } from '../src/auth/passwords.ts';

const prefix = 'quick:';

const quickly = (password: string): string => prefix + createHash('sha256').update(password).digest('hex');

/** Hashes the passwords of a test's people, which protect nothing, at once; knows those too that a program has hashed in earnest. */
export const quickPasswords: Passwords = {
  hash: async (password) => quickly(password),
  verify: async ({ hash, password }) =>
    hash.startsWith(prefix) ? hash === quickly(password) : verifyPassword({ hash, password }),
};
