import type { ServerResponse } from 'node:http';
import { appRouter, procedureAt, refusalOf, type ErrorShape } from '@typedo/api';
import { reasons } from '@typedo/contract';
import { refused, Refused } from '@typedo/db';
import { getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Log } from '../log.ts';
import type { BodyRefusal } from './body.ts';

/** The error that tells a refusal of the door. */
export function errorOf(cause: Refused): TRPCError {
  return new TRPCError({ code: reasons[cause.refusal.reason].code, cause });
}

/** The error of a body, or of the input of a GET, that is not taken. */
export function bodyError(refusal: BodyRefusal): TRPCError {
  if (refusal !== 'TOO_DEEP' && refusal !== 'TOO_MANY_VALUES') return new TRPCError({ code: refusal });
  const issues = {
    TOO_DEEP: { code: 'too_deep', message: 'Invalid JSON: expected at most 32 levels of arrays and objects' },
    TOO_MANY_VALUES: { code: 'too_big', message: 'Invalid JSON: expected at most 2,000 values in a call' },
  };
  return errorOf(refused('INVALID_INPUT', { issues: [{ path: [], ...issues[refusal] }] }));
}

/** The refusal that something throws, or undefined when it passes. Throws anything else again. */
export function refusedBy(pass: () => void): Refused | undefined {
  try {
    pass();
    return undefined;
  } catch (cause) {
    if (cause instanceof Refused) return cause;
    throw cause;
  }
}

/** What a client is told of an error; `path` is that of the procedure, if it was found. */
export function shapeOf(error: TRPCError, path?: string): ErrorShape {
  return getTRPCErrorShape({
    config: appRouter._def._config,
    error,
    type: 'unknown',
    path,
    input: undefined,
    ctx: undefined,
  });
}

/** Refuses a request before any procedure is looked for. */
export function refusalResponse(error: TRPCError): Response {
  return Response.json(
    { error: shapeOf(error) },
    { status: getHTTPStatusCodeFromError(error), headers: refusalHeaders(error) },
  );
}

/** Refuses a request that has no standard `Request` yet; `path` is that of the procedure. */
export function refuseOn(outgoing: ServerResponse, error: TRPCError, path?: string): void {
  outgoing.writeHead(getHTTPStatusCodeFromError(error), {
    ...refusalHeaders(error),
    'content-type': 'application/json',
  });
  outgoing.end(JSON.stringify({ error: shapeOf(error, path) }));
}

/** Nothing keeps a refusal; it says when the call may be tried again, if that is known. */
export function refusalHeaders(error: TRPCError): Record<string, string> {
  const { refusal } = refusalOf(error);
  const told = refusal.reason === 'RATE_LIMITED' || refusal.reason === 'UNAVAILABLE';
  return { 'cache-control': 'no-store', ...(told ? { 'retry-after': String(refusal.details.retryAfter) } : {}) };
}

/** A caller's mistake is the caller's to read; what goes wrong on our side goes to the log, with what the answer hides. */
export function logFault(log: Log, thrown: unknown, path: string | undefined): void {
  const error = getTRPCErrorFromUnknown(thrown);
  const { refusal } = refusalOf(error);
  const cause = error.cause instanceof Refused ? error.cause.cause : (error.cause ?? error);
  const { reason } = refusal;
  if (reason !== 'UNAVAILABLE' && reason !== 'INTERNAL') return;
  const procedure = nameOf(path);
  const line = `${procedure ?? 'A call'} ${reason === 'INTERNAL' ? 'failed' : 'could not be answered'}`;
  log.error(line, cause, { reason, ...(procedure !== undefined && { procedure }) });
}

/** The name of a procedure that there is: whatever else a caller wrote in its place is no word of ours. */
function nameOf(path: string | undefined): string | undefined {
  return path !== undefined && procedureAt(path) ? path : undefined;
}
