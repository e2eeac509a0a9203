import { TRPCError, type TRPCDefaultErrorShape } from '@trpc/server';
import { issuesOf, reasons, type Details, type Refusal } from '@typedo/contract';
import { Refused, refused } from '@typedo/db/store';
import { ZodError } from 'zod';

/** The error of every refused call, in every procedure and transport. */
export type ErrorShape = Omit<TRPCDefaultErrorShape, 'data'> & {
  data: { code: TRPCDefaultErrorShape['data']['code']; httpStatus: number; path: string | null } & Refusal;
};

/** Makes the error that leaves the API: with the code of its reason, and what was thrown as its cause, for the log. */
export function withReason(error: Refused | TRPCError): TRPCError {
  const { refusal } = error instanceof Refused ? error : refusalOf(error);
  return new TRPCError({
    code: reasons[refusal.reason].code,
    cause: error instanceof Refused ? error : (error.cause ?? error),
  });
}

/** tRPC's error formatter: the reason, its details and its sentence; no word of the original error, no stack. */
export function toShape({ error, shape }: { error: TRPCError; shape: TRPCDefaultErrorShape }): ErrorShape {
  const { refusal } = refusalOf(error);
  const { code, httpStatus, path = null } = shape.data;
  return { code: shape.code, message: reasons[refusal.reason].message, data: { code, httpStatus, path, ...refusal } };
}

/** Finds the reason of any error that tRPC hands over, so that no answer is without one. */
export function refusalOf(error: TRPCError): Refused {
  if (error.cause instanceof Refused) return error.cause;
  switch (error.code) {
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
      return refused('INVALID_INPUT', { issues: whatIsWrong(error) });
    case 'NOT_FOUND':
      return refused('PROCEDURE_NOT_FOUND', {});
    case 'TIMEOUT':
      return refused('REQUEST_TIMEOUT', {});
    case 'METHOD_NOT_SUPPORTED':
    case 'PAYLOAD_TOO_LARGE':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return refused(error.code, {});
    default:
      return refused('INTERNAL', {});
  }
}

/** What is wrong with an input, or with a request that has none. */
function whatIsWrong({ cause }: TRPCError): Details<'INVALID_INPUT'>['issues'] {
  if (cause instanceof ZodError) return issuesOf(cause);
  return [{ path: [], code: 'invalid_request', message: 'The request could not be read.' }];
}
