import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createCallers, listen, readSettings, type Caller } from '../program.ts';
import { newTimedId } from './timed-id.ts';
import { openTunedPostgres } from './tuned.postgres.ts';
import { openTunedSqlite } from './tuned.sqlite.ts';
import type { Json, NewTask } from './tuned-store.ts';

const settings = readSettings(process.env);
const open = settings.dialect === 'sqlite' ? openTunedSqlite : openTunedPostgres;
const store = await open(settings.database);
const callerOf = createCallers((keyHash) => store.userOf(keyHash));

const server = createServer((request, response) => {
  callerOf(request.headers.authorization)
    .then((caller) => (caller ? route(request, response, caller) : send(response, 401, '{"error":"unknown key"}')))
    .catch(() => fail(response));
});
listen(server, settings.port);

/** The commonest first; what need not be waited for is sent at once. */
function route(request: IncomingMessage, response: ServerResponse, caller: Caller): void {
  const { userId } = caller;
  const url = request.url ?? '';
  if (request.method !== 'GET') return write(request, response, userId, url);
  if (url.startsWith('/tasks/')) return answer(response, store.byId(userId, url.slice(7)));
  if (url.startsWith('/tasks?limit=')) {
    const end = url.indexOf('&search=');
    if (end === -1) return answer(response, store.list(userId, Number(url.slice(13))));
    const part = decodeURIComponent(url.slice(end + 8));
    return answer(response, store.search(userId, part, Number(url.slice(13, end))));
  }
  if (url === '/ping') return send(response, 200, JSON.stringify(caller));
  if (url.startsWith('/batch?ids=')) return answer(response, store.batch(userId, url.slice(11).split(',')));
  if (url.startsWith('/pull?limit=')) return answer(response, store.pull(userId, Number(url.slice(12))));
  return answer(response, null);
}

function write(request: IncomingMessage, response: ServerResponse, userId: string, url: string): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    try {
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
      const bodyHash = hash('sha256', body, 'base64url');
      const sent: unknown = JSON.parse(body.toString());
      if (url === '/tasks') {
        const { title, description } = sent as NewTask; // nothing is validated here
        return answer(response, store.create(userId, { id: newTimedId(), title, description }, bodyHash), 201);
      }
      if (url === '/push') return answer(response, store.push(userId, (sent as { tasks: NewTask[] }).tasks, bodyHash)); // nor here
      const { title } = sent as { title: string }; // nor here
      return answer(response, store.update(userId, url.slice(7), title, bodyHash));
    } catch {
      return fail(response);
    }
  });
}

function answer(response: ServerResponse, json: Json | Promise<Json>, status = 200): void {
  if (typeof json === 'string') return send(response, status, json);
  if (json === null) return send(response, 404, '{"error":"not found"}');
  json.then(
    (text) => answer(response, text, status),
    () => fail(response),
  );
}

function fail(response: ServerResponse): void {
  send(response, 500, '{"error":"failed"}');
}

/** One write to the socket: node:http joins a head and a text. */
function send(response: ServerResponse, status: number, body: string): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, ['content-type', 'application/json', 'content-length', length]).end(body);
}
