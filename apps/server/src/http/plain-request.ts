import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { procedureAt } from '@typedo/api';
import { limits } from '@typedo/contract';
import type { AnyProcedure } from '@trpc/server';
import { maxBody } from './body.ts';
import { maxUrl } from './refused-url.ts';

/** A call, as far as a request's line tells of it. */
export interface PlainCall {
  readonly path: string;
  readonly procedure: AnyProcedure;
}

/** A request of calls that leaves nothing to interpret. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  /** One call, or those of a batch. */
  readonly calls: readonly PlainCall[];
  readonly isBatch: boolean;
  /** The inputs of a GET as JSON, empty when there are none; those of a POST are in its body. */
  readonly query: string;
  readonly headers: Pick<Headers, 'get'>;
}

/**
 * Reads a request of calls from its line and headers. Null for whatever is not as the SDK and most programs send it (an unknown procedure, the
 * wrong method, a repeated header, an encoded path, a stream, an unusual or long body, …): that is for the library's adapter, whose answers
 * are the measure. A test compares the two.
 */
export function readPlainRequest({ method, url = '', headers, rawHeaders }: IncomingMessage): PlainRequest | null {
  if ((method !== 'GET' && method !== 'POST') || !url.startsWith(prefix) || url.length > maxUrl) return null;
  const end = url.indexOf('?');
  const path = end === -1 ? url.slice(prefix.length) : url.slice(prefix.length, end);
  const query = end === -1 || end === url.length - 1 ? noQuery : readQuery(url.slice(end + 1));
  if (query === null || (method === 'POST' && query.input !== '')) return null;
  const calls = readCalls(query.isBatch ? path.split(',', limits.batch.max + 1) : [path], method);
  if (calls === null || repeats(headers, rawHeaders) || !isPlain(headers, method)) return null;
  return {
    method,
    calls,
    isBatch: query.isBatch,
    query: query.input,
    headers: { get: (name) => headers[name]?.toString() ?? null },
  };
}

const prefix = '/trpc/';

const noQuery = { isBatch: false, input: '' };

/** Null for more than one `input` and one `batch=1`. */
function readQuery(query: string): { isBatch: boolean; input: string } | null {
  if (query.startsWith('batch=1')) {
    if (query.length === 'batch=1'.length) return { isBatch: true, input: '' };
    const input = query.charAt('batch=1'.length) === '&' ? readInput(query.slice('batch=1&'.length)) : null;
    return input === null ? null : { isBatch: true, input };
  }
  const input = readInput(query);
  return input === null ? null : { isBatch: false, input };
}

function readInput(part: string): string | null {
  if (!part.startsWith('input=') || /[&#]|[^\x21-\x7e]/.test(part)) return null;
  try {
    return decodeURIComponent(part.slice('input='.length).replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Null for too many, and when one is of no procedure, or of one that is not called by this method. */
function readCalls(paths: readonly string[], method: 'GET' | 'POST'): PlainCall[] | null {
  const type = method === 'GET' ? 'query' : 'mutation';
  const calls: PlainCall[] = [];
  for (const path of paths) {
    const procedure = procedureAt(path);
    if (procedure?._def.type !== type || calls.length === limits.batch.max) return null;
    calls.push({ path, procedure });
  }
  return calls;
}

/** Whether a header comes twice. */
function repeats(headers: IncomingHttpHeaders, raw: readonly string[]): boolean {
  let count = 0;
  for (const _ in headers) count++;
  return count * 2 !== raw.length;
}

function isPlain(headers: IncomingHttpHeaders, method: 'GET' | 'POST'): boolean {
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/json *(;|$)/i.test(type)) return false;
  if (!/^[\w.:[\]-]*$/.test(headers.host ?? '')) return false;
  if (headers['trpc-accept'] !== undefined || headers.accept?.includes('jsonl')) return false;
  if (method === 'GET') return true;
  const length = Number(headers['content-length']);
  return type !== undefined && length >= 0 && length <= maxBody; // not a number when it is not known
}
