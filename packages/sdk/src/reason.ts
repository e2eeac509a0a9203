import { TRPCClientError } from '@trpc/client';
import type { AppRouter, ErrorShape } from '@typedo/api';
import type { Reason, Refusal } from '@typedo/contract';

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
