import { TRPCClientError } from '@trpc/client';
import type { AppRouter, ErrorShape } from '@typedo/api';
import { requestIdHeader, type Reason, type Refusal } from '@typedo/contract';

/** What a failed call rejects with. `data` is there when the server answered. */
export type TypedoError<R extends Reason = Reason> = TRPCClientError<AppRouter> &
  (Reason extends R ? unknown : { data: Omit<ErrorShape['data'], 'reason' | 'details'> & Refusal<R> });

/**
 * Whether a call was refused for this reason; if so, `error.data.details` has that reason's type:
 * `if (isReason(error, 'TASK_CHANGED')) show(error.data.details.task)`.
 */
export function isReason<R extends Reason>(error: unknown, reason: R): error is TypedoError<R> {
  return reasonOf(error)?.reason === reason;
}

/** The reason and details of a refused call, to `switch` over; null when no answer came (offline, time over, a proxy's own error). */
export function reasonOf(error: unknown): Refusal | null {
  return error instanceof TRPCClientError ? ((error as TRPCClientError<AppRouter>).data ?? null) : null; // only our clients throw it here
}

/** The id that the server's log has for the request of a failed call, to tell it to the operator; null when no answer of the server came. */
export function requestIdOf(error: unknown): string | null {
  const response: unknown = error instanceof TRPCClientError ? error.meta?.['response'] : null;
  // Of no known class: a server in the same process may have replaced the global one.
  const headers = typeof response === 'object' && response !== null && 'headers' in response ? response.headers : null;
  return headers instanceof Headers ? headers.get(requestIdHeader) : null;
}
