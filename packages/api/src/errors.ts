import { TRPCError, type TRPCDefaultErrorShape } from '@trpc/server';
import { limits, reasons, type Details, type Refusal } from '@typedo/contract';
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
      return refused('INVALID_INPUT', { issues: issuesOf(error) });
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

/** A message can name every unknown key that was sent; the beginning says enough. In UTF-16 units. */
const longest = 200;

function issuesOf(error: TRPCError): Details<'INVALID_INPUT'>['issues'] {
  if (!(error.cause instanceof ZodError))
    return [{ path: [], code: 'invalid_request', message: 'The request could not be read.' }];
  return error.cause.issues.slice(0, limits.issues.max).map((issue) => ({
    path: issue.path.filter((key) => typeof key !== 'symbol'),
    code: issue.code ?? 'custom',
    message: issue.message.length > longest ? `${issue.message.slice(0, longest)}…` : issue.message,
  }));
}
