import { DatabaseError } from '../database-error.ts';

/** The SQLSTATE of a PostgreSQL error, or the system's code of a network error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'ENOENT', // a Unix socket that is not there
  'EAI_AGAIN',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
]);

/** No connection was to be had, or no answer came, within the time that one attempt may take. */
export function hasTimedOut(error: unknown): boolean {
  // The driver gives these no code.
  const timeouts = /^(timeout (expired|exceeded)|Query read timeout|Connection terminated due to connection timeout)/;
  return error instanceof Error && timeouts.test(error.message);
}

/** Whether a connection that had this error is of no more use: the error is not just the server's refusal of a statement, which it names. */
export function isBroken(error: unknown): boolean {
  return isAway(error) || !/^[0-9A-Z]{5}$/.test(codeOf(error));
}

/** The server is not there, is starting or stopping, has no connection left, or the line broke: another try may succeed. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (network.has(code) || code === '53300' || code.startsWith('57P0') || code.startsWith('08')) return true;
  if (code === '26000') return true; // the connection has lost what was prepared on it, as behind a pooler
  if (error instanceof AggregateError) return error.errors.every(isAway); // one error for each address of the host
  const broken = /^(Connection terminated|Client (has encountered a connection error|was closed))/;
  return hasTimedOut(error) || (error instanceof Error && broken.test(error.message));
}

/** Two transactions got in each other's way; the same one again may succeed. */
export function isConflict(error: unknown): boolean {
  return codeOf(error) === '40001' || codeOf(error) === '40P01';
}

/**
 * Says what waiting does not mend, in one line that names neither user nor password; gives back any other error as it is.
 * Poolers have one SQLSTATE for all that they refuse, so their words count too.
 */
export function explain(error: unknown, label: string): unknown {
  if (isAway(error) && !codeOf(error).startsWith('08')) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : '';
  const stop = (line: string) => new DatabaseError(`${label} ${line}`, { cause: error });
  if (/no pg_hba\.conf entry.*no encryption/.test(message)) {
    return stop('refuses connections without TLS. Add ?sslmode=require to the database URL.');
  }
  if (code.startsWith('28') || /^SASL|password authentication failed|no such user/.test(message)) {
    return stop('refused the user or the password. Correct them in the database URL.');
  }
  if (code === '3D000' || /no such database/.test(message)) {
    return stop('does not exist. Create the database, or correct its name in the database URL.');
  }
  if (code === '42501')
    return stop('may not be used by this user. Grant the user the right to connect and to create tables.');
  if (/does not support SSL/.test(message)) {
    return stop('offers no TLS. On a network that you trust, add ?sslmode=disable to the database URL.');
  }
  if (/establishing an SSL connection/.test(message)) {
    return stop('did not answer as PostgreSQL does. Correct host and port in the database URL.');
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return stop('has a certificate for another host. Use the name that the certificate is for in the database URL.');
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    return stop(`has a certificate that is not trusted (${code}). Name its authority's with ?sslrootcert=FILE.`);
  }
  return /^[0-9A-Z]{5}$/.test(code) && !isAway(error) ? stop(`cannot be used (SQLSTATE ${code}).`) : error;
}
