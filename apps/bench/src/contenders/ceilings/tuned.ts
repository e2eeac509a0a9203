import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { newId } from '@typedo/contract';
import { createCallers, listen, readSettings } from '../program.ts';
import type { NewTask } from './store.ts';
import { openTunedPostgres } from './tuned.postgres.ts';
import { openTunedSqlite } from './tuned.sqlite.ts';

const settings = readSettings(process.env);
const open = settings.dialect === 'sqlite' ? openTunedSqlite : openTunedPostgres;
const store = open(settings.database);
const callerOf = createCallers((keyHash) => store.userOf(keyHash));

// A GET has no body to make a stream of.
const server = createServer({ optimizeEmptyRequests: true }, (request, response) => {
  answer(request, response).catch(() => send(response, { error: 'failed' }, 500));
});
listen(server, settings.port);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const caller = await callerOf(request.headers.authorization);
  if (!caller) return send(response, { error: 'unknown key' }, 401);
  const { userId } = caller;
  const url = request.url ?? '';
  if (request.method === 'GET') return send(response, url === '/ping' ? caller : await read(userId, url));
  const body = await bodyOf(request);
  const bodyHash = hash('sha256', body, 'base64url');
  const sent: unknown = JSON.parse(body.toString());
  if (url === '/tasks') {
    const { title, description } = sent as NewTask; // nothing is validated here
    return send(response, await store.create(userId, { id: newId(), title, description }, bodyHash), 201);
  }
  if (url === '/push') {
    const { tasks } = sent as { tasks: NewTask[] }; // nor here
    return send(response, await store.push(userId, tasks, bodyHash));
  }
  const { title } = sent as { title: string }; // nor here
  return send(response, await store.update(userId, url.slice('/tasks/'.length), title, bodyHash));
}

/** What is at an address, which is cut rather than parsed; null when there is nothing. */
async function read(userId: string, url: string): Promise<unknown> {
  if (url.startsWith('/tasks/')) return store.byId(userId, url.slice('/tasks/'.length));
  const [path, query = ''] = url.split('?', 2);
  const [first = '', second] = query.split('&', 2).map((pair) => pair.slice(pair.indexOf('=') + 1));
  if (path === '/tasks') {
    return store.list(userId, Number(first), second === undefined ? null : decodeURIComponent(second));
  }
  if (path === '/batch') return store.batch(userId, first.split(','));
  return path === '/pull' ? store.pull(userId, Number(first)) : null;
}

function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  request.once('error', reject);
  return promise;
}

/** One write to the socket: node:http joins a head and a text. */
function send(response: ServerResponse, content: unknown, status = 200): void {
  if (content === null) return send(response, { error: 'not found' }, 404);
  const body = JSON.stringify(content);
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, ['content-type', 'application/json', 'content-length', length]).end(body);
}
