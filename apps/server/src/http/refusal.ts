import { appRouter, refusalOf, type ErrorShape } from '@typedo/api';
import { reasons } from '@typedo/contract';
import { Refused } from '@typedo/db';
import { getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from '@trpc/server';
import { messageOf, type Log } from '../log.ts';

/** The error that tells a refusal of the door. */
export function errorOf(cause: Refused): TRPCError {
  return new TRPCError({ code: reasons[cause.refusal.reason].code, cause });
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

/** A caller's mistake is the caller's to read; what goes wrong on our side goes to the log, with what the answer hides. */
export function logFault(log: Log, thrown: unknown, path: string | undefined): void {
  const error = getTRPCErrorFromUnknown(thrown);
  const { refusal } = refusalOf(error);
  const cause = error.cause instanceof Refused ? error.cause.cause : (error.cause ?? error);
  if (refusal.reason === 'UNAVAILABLE') log.error(`${path ?? 'A call'} could not be answered: ${messageOf(cause)}`);
  if (refusal.reason === 'INTERNAL') log.error(`${path ?? 'A call'} failed`, cause);
}
