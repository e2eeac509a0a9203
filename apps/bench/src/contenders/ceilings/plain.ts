import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { newId } from '@typedo/contract';
import { createCallers, listen, readSettings } from '../program.ts';
import { openPlainPostgres } from './plain.postgres.ts';
import { openPlainSqlite } from './plain.sqlite.ts';
import type { NewTask } from './store.ts';

const settings = readSettings(process.env);
const open = settings.dialect === 'sqlite' ? openPlainSqlite : openPlainPostgres;
const store = open(settings.database);
const callerOf = createCallers((hash) => store.userOf(hash));

const server = createServer((request, response) => {
  const send = ({ status, content }: Answer) => {
    const body = JSON.stringify(content);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, headers).end(body);
  };
  answer(request).then(send, () => send({ status: 500, content: { error: 'failed' } }));
});
listen(server, settings.port);

interface Answer {
  status: number;
  content: unknown;
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const caller = await callerOf(request.headers.authorization);
  if (!caller) return { status: 401, content: { error: 'unknown key' } };
  const { userId } = caller;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, place, id] = pathname.split('/');
  switch (`${request.method} ${place}`) {
    case 'GET ping':
      return found(caller);
    case 'GET tasks':
      if (id !== undefined) return found(await store.byId(userId, id));
      return found(await store.list(userId, Number(searchParams.get('limit')), searchParams.get('search')));
    case 'GET batch':
      return found(await store.batch(userId, (searchParams.get('ids') ?? '').split(',')));
    case 'GET pull':
      return found(await store.pull(userId, Number(searchParams.get('limit'))));
    case 'POST tasks': {
      const body = await read(request);
      const fields = JSON.parse(body) as Omit<NewTask, 'id'>; // nothing is validated here
      return { status: 201, content: await store.create(userId, { id: newId(), ...fields }, hashOf(body)) };
    }
    case 'PATCH tasks': {
      const body = await read(request);
      const { title } = JSON.parse(body) as { title: string }; // nor here
      return found(await store.update(userId, id ?? '', title, hashOf(body)));
    }
    case 'POST push': {
      const body = await read(request);
      const { tasks } = JSON.parse(body) as { tasks: NewTask[] }; // nor here
      return found(await store.push(userId, tasks, hashOf(body)));
    }
    default:
      return found(null);
  }
}

function found(content: unknown): Answer {
  return content === null ? { status: 404, content: { error: 'not found' } } : { status: 200, content };
}

async function read(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8');
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}
