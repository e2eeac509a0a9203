import { isReason, reasonOf } from '@typedo/sdk';

/**
 * An answer of the account endpoints that is not a success. `code` is the library's word for it, if there was one; `field` is the
 * input that its first issue is about, `''` when it names none; `retryAfter` is the seconds to wait, 0 when it does not say.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly field: string;
  readonly retryAfter: number;

  constructor(
    status: number,
    code: string,
    { field = '', retryAfter = 0 }: { field?: string; retryAfter?: number } = {},
  ) {
    super(`The server answered ${status} ${code}`);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

/** Why a call got no answer that would be worth showing: the same call can succeed later. */
export type Outage = { kind: 'unreachable' | 'busy'; retryAfter: number };

/** Tells a failure that passes (no network, a server that restarts, too many calls) from an answer; null for an answer. */
export function outageOf(error: unknown): Outage | null {
  if (isReason(error, 'UNAVAILABLE')) return { kind: 'unreachable', retryAfter: error.data.details.retryAfter };
  if (isReason(error, 'RATE_LIMITED')) return { kind: 'busy', retryAfter: error.data.details.retryAfter };
  if (reasonOf(error) || !(error instanceof Error)) return null;
  // Without an answer the SDK throws its error without a reason, `fetch` a TypeError, and the time limit a DOMException.
  if (!/^(HttpError|TRPCClientError|TypeError|TimeoutError|AbortError)$/.test(error.name)) return null;
  const status = statusOf(error);
  return status === 0 || status === 429 || status >= 500 ? { kind: 'unreachable', retryAfter: 0 } : null;
}

/** The HTTP status of an answer that was none of ours, e.g. a proxy's; 0 when nothing came. */
function statusOf(error: Error): number {
  if (error instanceof HttpError) return error.status;
  // The SDK's client puts the response there.
  const { meta } = error as { meta?: { response?: unknown } };
  return meta?.response instanceof Response ? meta.response.status : 0;
}
