import { sizeRefusal, type JsonRefusal } from './json-size.ts';

/** The largest request body, in bytes. */
export const maxBody = 1024 * 1024;

/** Why a body is refused, by tRPC's code where it has one. */
export type BodyRefusal =
  | JsonRefusal
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'METHOD_NOT_SUPPORTED'
  | 'BAD_REQUEST';

/** A request whose body was read, or what is wrong with it. */
type Checked = { request: Request; refused?: never } | { refused: BodyRefusal; request?: never };

/**
 * Admits a GET, or a POST with JSON in UTF-8 up to 1 MB, of bounded depth and number of values: `calls` is how many calls it is for. Any other type could come from a form of another site, which browsers
 * send without asking first.
 */
export async function checkBody(request: Request, calls = 1): Promise<Checked> {
  const { method, headers, url, signal } = request;
  if (method === 'GET') return { request };
  if (method !== 'POST') return { refused: 'METHOD_NOT_SUPPORTED' };
  if (!/^application\/json *(;|$)/i.test(headers.get('content-type') ?? ''))
    return { refused: 'UNSUPPORTED_MEDIA_TYPE' };
  if (Number(headers.get('content-length')) > maxBody) return { refused: 'PAYLOAD_TOO_LARGE' };
  // A client that goes away in the middle hears nothing any more.
  const bytes = await readUpTo(request, maxBody).catch(() => undefined);
  if (bytes === undefined) return { refused: 'BAD_REQUEST' };
  if (bytes === null) return { refused: 'PAYLOAD_TOO_LARGE' };
  const body = decode(bytes);
  if (body === null) return { refused: 'BAD_REQUEST' };
  const tooMuch = sizeRefusal(body, calls);
  return tooMuch ? { refused: tooMuch } : { request: new Request(url, { method, headers, body, signal }) };
}

/** Null for a body that is too large. Rejects when the client goes away before it was whole. */
async function readUpTo(request: Request, limit: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = request.body;
  if (!body) return new Uint8Array();
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The text of a body. Null for what is not UTF-8: the usual decoder would change it silently. */
export function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
