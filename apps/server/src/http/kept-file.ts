import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** A file that is kept in memory, with what it was compressed to. */
export interface KeptFile {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** The build's own, else made when first asked for; then kept. */
  readonly packed: Partial<Record<'br' | 'gzip', Promise<Uint8Array<ArrayBuffer>>>>;
  readonly caching: string;
  /** Names this content, for who has it already. */
  readonly etag?: string;
}

const compressible = /^(text|application|image\/svg)/;

/** Answers with a file, compressed as the browser likes it; with its name alone to who has it. */
export async function answerKept(file: KeptFile, asked: Pick<Headers, 'get'>): Promise<Response> {
  const headers = new Headers({ 'cache-control': file.caching, vary: 'accept-encoding' });
  if (file.etag !== undefined) {
    headers.set('etag', file.etag);
    if (asked.get('if-none-match')?.includes(file.etag)) return new Response(null, { status: 304, headers });
  }
  const encoding = compressible.test(file.type) ? encodingOf(asked.get('accept-encoding') ?? '') : null;
  const body = encoding ? await (file.packed[encoding] ??= pack[encoding](file.plain)) : file.plain;
  headers.set('content-type', file.type);
  if (encoding) headers.set('content-encoding', encoding);
  return new Response(body, { headers });
}

function encodingOf(accepted: string): 'br' | 'gzip' | null {
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : null;
}

const pack = {
  br: (plain: Uint8Array) => promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (plain: Uint8Array) => promisify(gzip)(plain),
};
