import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { answerKept, type KeptFile } from './kept-file.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Makes the function that answers with the built web client. Its few files are kept in memory, so that a path is looked up
 * and never walked. A path that is no file gets the page, which finds its way by itself, unless it looks like a file.
 */
export function createClientFiles(folder: string): (request: Request) => Promise<Response> {
  const files = readFiles(folder);
  return async (request) => {
    const path = decodePath(new URL(request.url).pathname);
    const file =
      path === undefined ? undefined : (files.get(path) ?? (isPage(path) ? files.get('/index.html') : undefined));
    if (file) return answerKept(file, request.headers);
    if (path !== undefined && isPage(path)) return text(503, unbuilt);
    return text(404, 'There is nothing here.\n');
  };
}

const unbuilt = `The web client is not built yet. Stop the server and run "pnpm start" in the repository, which builds it.
Programs can use the API meanwhile.
`;

function readFiles(folder: string): Map<string, KeptFile> {
  const files = new Map<string, KeptFile>();
  const paths = new Set(
    listFolder(folder).flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name) : [])),
  );
  for (const path of paths) {
    if (path.endsWith('.br') && paths.has(path.slice(0, -3))) continue; // it goes with that one
    const name = path.slice(folder.length).replaceAll(sep, '/');
    files.set(name.startsWith('/') ? name : `/${name}`, {
      type: types[extname(path)] ?? 'application/octet-stream',
      plain: readFileSync(path),
      packed: paths.has(`${path}.br`) ? { br: Promise.resolve(readFileSync(`${path}.br`)) } : {},
      // The build puts a hash of the content into these names.
      caching: name.includes('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  return files;
}

function listFolder(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return []; // it is not built
  }
}

function isPage(path: string): boolean {
  return !path.startsWith('/assets/') && !path.slice(path.lastIndexOf('/')).includes('.');
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function text(status: number, body: string): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
