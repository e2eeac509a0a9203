import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sessionCookie } from '../../auth/auth.ts';
import { answerKept, type KeptFile } from '../kept-file.ts';
import { fromHereAlone } from '../security-headers.ts';

/** What answers with the documents of the API. Nothing of it is loaded, made or read before somebody asks for it. */
export interface ApiDocs {
  /** The OpenAPI document. */
  document(this: void, request: Request): Promise<Response>;
  /** A page to read it and to try calls, or a file of that page; null for a path that is none. */
  page(this: void, request: Request): Promise<Response | null>;
}

/** Where the page is; `/api` is a path that the web client's service worker leaves alone. */
const home = '/api/docs/';

/** The files of the page: ours, and those of the library that are needed. */
const files: Record<string, { type: string; from: () => URL }> = {
  '': { type: 'text/html; charset=utf-8', from: () => new URL('page/index.html', import.meta.url) },
  'start.js': { type: 'text/javascript; charset=utf-8', from: () => new URL('page/start.js', import.meta.url) },
  'look.css': { type: 'text/css; charset=utf-8', from: () => new URL('page/look.css', import.meta.url) },
  'icon.png': { type: 'image/png', from: () => new URL(import.meta.resolve('swagger-ui-dist/favicon-32x32.png')) },
  'swagger-ui.css': {
    type: 'text/css; charset=utf-8',
    from: () => new URL(import.meta.resolve('swagger-ui-dist/swagger-ui.css')),
  },
  'swagger-ui.js': {
    type: 'text/javascript; charset=utf-8',
    from: () => new URL(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
  },
};

/**
 * The page runs what this server sends and nothing else, and talks to this server alone. What the other pages have besides, trusted types, the
 * library does not know: it writes the sentences of our own document as HTML.
 */
const policy = [...fromHereAlone, `base-uri 'none'`, `form-action 'none'`, `frame-ancestors 'none'`].join('; ');

/** Makes what answers with the documents; `publicUrl` is where people reach the server. */
export function createApiDocs(publicUrl: URL): ApiDocs {
  const kept = new Map<string, Promise<KeptFile>>();
  /** The file of this name, made when it is first asked for. One that failed is tried again. */
  const keep = (name: string, make: () => Promise<KeptFile>): Promise<KeptFile> => {
    const found = kept.get(name) ?? make();
    kept.set(name, found);
    found.catch(() => kept.delete(name));
    return found;
  };
  return {
    document: async ({ headers }) => answerKept(await keep('/openapi.json', () => makeDocument(publicUrl)), headers),
    async page({ url, headers }) {
      const name = new URL(url).pathname.slice(home.length);
      const file = Object.hasOwn(files, name) ? files[name] : undefined;
      if (!file) return null;
      const answer = await answerKept(
        await keep(name, async () => keptFile(file.type, await readFile(file.from()))),
        headers,
      );
      answer.headers.set('content-security-policy', policy);
      return answer;
    },
  };
}

async function makeDocument(publicUrl: URL): Promise<KeptFile> {
  const { openApiDocument } = await import('@typedo/api/openapi');
  const document = openApiDocument({ origin: publicUrl.origin, cookie: sessionCookie(publicUrl) });
  return keptFile('application/json', Buffer.from(JSON.stringify(document)));
}

function keptFile(type: string, plain: Buffer<ArrayBuffer>): KeptFile {
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { type, plain, packed: {}, caching: 'no-cache', etag };
}
