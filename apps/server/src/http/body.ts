/** The largest request body, in bytes. */
const maxBody = 1024 * 1024;

/** A request whose body was read, or what is wrong with it. */
export type Checked =
  | { request: Request; refused?: never }
  | { refused: 'PAYLOAD_TOO_LARGE' | 'UNSUPPORTED_MEDIA_TYPE'; request?: never };

/**
 * Admits a request without a body, or with JSON up to 1 MB. Any other type could come from a form of another site, which
 * browsers send without asking first.
 */
export async function checkBody(request: Request): Promise<Checked> {
  if (request.method === 'GET' || request.method === 'HEAD') return { request };
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? ''))
    return { refused: 'UNSUPPORTED_MEDIA_TYPE' };
  const length = request.headers.get('content-length');
  if (length !== null) return Number(length) <= maxBody ? { request } : { refused: 'PAYLOAD_TOO_LARGE' };
  // Sent in chunks of unknown number: read it here, as far as it may go.
  const body = await readUpTo(request, maxBody);
  return body === null
    ? { refused: 'PAYLOAD_TOO_LARGE' }
    : {
        request: new Request(request.url, {
          method: request.method,
          headers: request.headers,
          body,
          signal: request.signal,
        }),
      };
}

async function readUpTo(request: Request, limit: number): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const body: ReadableStream<Uint8Array<ArrayBuffer>> | null = request.body;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}
