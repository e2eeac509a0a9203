import type { Reason, Refusal } from '@typedo/contract';
import { isPassing, statusOf } from '../pauses.ts';
import { reasonOf } from '../reason.ts';
import { refusalOf } from './steps.ts';

/**
 * What a push that failed as a whole says. `passing`: nothing about the ops. `held`: this server takes no push of ours now, whatever is in
 * it. `tooLong`: nothing either, but fewer may come through. `signedOut`: the session or key may be over. `doubtful`: perhaps an op is
 * to blame, perhaps the server or a proxy. `blame`: one of the ops is.
 */
export type Verdict =
  | { kind: 'passing' | 'tooLong' | 'signedOut' }
  | { kind: 'held' | 'doubtful' | 'blame'; refusal: Refusal };

const held: ReadonlySet<Reason> = new Set([
  'CONTRACT_VERSION_UNSUPPORTED',
  'PROCEDURE_NOT_FOUND',
  'METHOD_NOT_SUPPORTED',
  'UNSUPPORTED_MEDIA_TYPE',
  'SCOPE_MISSING',
  'ORIGIN_REFUSED',
] as const);

/** Finds out what a failed push says. */
export function judgePush(error: unknown): Verdict {
  const refusal = reasonOf(error);
  if (!refusal) return judgeForeign(error);
  if (refusal.reason === 'UNAUTHENTICATED') return { kind: 'signedOut' };
  if (isPassing(error)) return { kind: 'passing' };
  const kind = held.has(refusal.reason) ? 'held' : refusal.reason === 'INTERNAL' ? 'doubtful' : 'blame';
  return { kind, refusal: refusalOf(refusal) };
}

/** A proxy may bear a text or a size no better than our server, or it lets nobody through. */
function judgeForeign(error: unknown): Verdict {
  const status = statusOf(error);
  if (status === 504 || isTimeout(error)) return { kind: 'tooLong' };
  if (status === 413) return { kind: 'blame', refusal: { reason: 'PAYLOAD_TOO_LARGE', details: {} } };
  if (status < 400 || status === 408 || status === 429 || status >= 500) return { kind: 'passing' };
  return { kind: 'doubtful', refusal: { reason: 'INTERNAL', details: {} } };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === 'TimeoutError';
}

/** Why nothing can be read, if that is not mended by trying again soon. */
export function readProblemOf(error: unknown): Refusal | null {
  const refusal = reasonOf(error);
  return refusal && refusal.reason !== 'INTERNAL' && !isPassing(error) ? refusalOf(refusal) : null;
}
