import { TRPCClientError } from '@trpc/client';
import { reasonOf } from './reason.ts';
import { ForeignAnswer } from './way.ts';

/** How long to wait before something is tried again, in milliseconds: as long as `most`, or less when there is news, but `least`. */
export interface Pause {
  readonly least: number;
  readonly most: number;
}

/** The first pause of a row and the longest, in milliseconds. */
export interface Pauses {
  readonly first: number;
  readonly longest: number;
}

/**
 * The pause after so many failures in a row: twice as long each time, with a random part so that clients do not return together, and
 * never shorter than the server said.
 */
export function pauseAfter(error: unknown, failures: number, { first, longest }: Pauses): Pause {
  const grown = Math.min(first * 2 ** (failures - 1), longest);
  const least = toldPause(error);
  return { least, most: Math.max(least, grown / 2) + (Math.random() * grown) / 2 };
}

function toldPause(error: unknown): number {
  const refusal = reasonOf(error);
  const told = refusal?.reason === 'RATE_LIMITED' || refusal?.reason === 'UNAVAILABLE';
  return told ? refusal.details.retryAfter * 1000 : 0;
}

/** Whether something failed on the way: no answer, an answer of a proxy instead of ours, UNAVAILABLE or RATE_LIMITED. */
export function isPassing(error: unknown): boolean {
  const refusal = reasonOf(error);
  if (refusal) return refusal.reason === 'UNAVAILABLE' || refusal.reason === 'RATE_LIMITED';
  const status = statusOf(error);
  // 408 comes instead of an answer when a server closes an idle connection just when a request is sent on it.
  return status === 0 || status === 408 || status === 429 || status >= 500 || isForeign(error);
}

/** The HTTP status of the answer that an error tells of; 0 when there was none. */
export function statusOf(error: unknown): number {
  if (!(error instanceof TRPCClientError)) return 0;
  if (error.cause instanceof ForeignAnswer) return error.cause.status;
  const response: unknown = error.meta?.['response'];
  // Not by its class: a program that serves as well may have put another in the place of the global one.
  const told = typeof response === 'object' && response !== null && 'status' in response ? response.status : 0;
  return typeof told === 'number' ? told : 0;
}

function isForeign(error: unknown): boolean {
  return error instanceof TRPCClientError && error.cause instanceof ForeignAnswer;
}

/**
 * Waits. A browser that comes online, and whatever else calls the function that `news` is given, ends the pause before its time, but not
 * before its least time; the signal ends it at once.
 */
export async function rest(
  { least, most }: Pause,
  signal: AbortSignal,
  news: (hurry: () => void) => () => void = () => () => {},
): Promise<void> {
  if (signal.aborted || most <= 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = performance.now();
  let timer = setTimeout(resolve, most);
  const hurry = () => {
    clearTimeout(timer);
    timer = setTimeout(resolve, Math.max(0, least - (performance.now() - begun)));
  };
  const forget = [news(hurry), whenOnline(hurry)];
  const end = () => resolve();
  signal.addEventListener('abort', end);
  await promise;
  signal.removeEventListener('abort', end);
  clearTimeout(timer);
  for (const stop of forget) stop();
}

/** Calls back whenever the browser comes online, until the function that it gives is called. Node.js does not say so. */
export function whenOnline(callback: () => void): () => void {
  if (!('addEventListener' in globalThis)) return () => {};
  globalThis.addEventListener('online', callback);
  return () => globalThis.removeEventListener('online', callback);
}
