import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { contractVersion, newId } from '@typedo/sdk';

/** What became of the writes of a client. */
export interface Written {
  /** Ids of tasks whose creation was answered with success. */
  readonly acknowledged: Set<string>;
  /** Ids of each request that got no byte of an answer: whether the server took it, the database shows. */
  readonly unanswered: string[][];
  /** Answers that were cut in the middle, or were no success. */
  readonly failed: string[];
  /** How many answers said that the connection closes. */
  closes: number;
}

/** Makes the record that several writers share. */
export function noWrites(): Written {
  return { acknowledged: new Set(), unanswered: [], failed: [], closes: 0 };
}

/**
 * Creates tasks one request after the other on a connection that is kept, as a program's own HTTP client would: single calls, batches and
 * pushes, without repeating any. Ends when the server takes no connection any more.
 *
 * @param idleMs how long the connection may be idle between two requests, at most.
 */
export async function writeUntilRefused(url: string, apiKey: string, idleMs: number, written: Written): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = Math.floor(Math.random() * 3); ; round++) {
    const { path, body, ids } = write(round);
    const { kind, code } = await send(agent, url + path, apiKey, JSON.stringify(body), written);
    if (kind === 'acknowledged') for (const id of ids) written.acknowledged.add(id);
    if (kind === 'failed') written.failed.push(`${path}: ${code}`);
    if (kind === 'unanswered' && code === 'ECONNREFUSED') break;
    if (kind === 'unanswered') written.unanswered.push(ids);
    if (idleMs > 0) await sleep(Math.random() * idleMs);
  }
  agent.destroy();
}

function write(round: number): { path: string; body: unknown; ids: string[] } {
  const ids = Array.from({ length: [1, 5, 10][round % 3] ?? 1 }, () => newId());
  const creates = ids.map((id) => ({ id, title: 'Written' }));
  if (ids.length === 1) return { path: '/trpc/task.create', body: creates[0], ids };
  if (ids.length === 5)
    return {
      path: `/trpc/${creates.map(() => 'task.create').join(',')}?batch=1`,
      body: Object.fromEntries(creates.entries()),
      ids,
    };
  const mutations = creates.map((create) => ({ type: 'create', mutationId: create.id, ...create }));
  return { path: '/trpc/sync.push', body: { mutations, contractVersion }, ids };
}

interface Sent {
  readonly kind: 'acknowledged' | 'limited' | 'failed' | 'unanswered';
  readonly code: string;
}

function send(agent: Agent, url: string, apiKey: string, body: string, written: Written): Promise<Sent> {
  const { promise, resolve } = Promise.withResolvers<Sent>();
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${apiKey}`,
    'content-length': Buffer.byteLength(body),
  };
  const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
    if (answer.headers.connection === 'close') written.closes++;
    answer
      .resume()
      .on('end', () => {
        const { statusCode = 0 } = answer;
        const kind = statusCode === 200 ? 'acknowledged' : statusCode === 429 ? 'limited' : 'failed';
        resolve({ kind, code: String(statusCode) });
      })
      .on('close', () => resolve({ kind: 'failed', code: 'cut in the middle' }));
  });
  outgoing.on('error', (error: NodeJS.ErrnoException) =>
    resolve({ kind: 'unanswered', code: error.code ?? error.message }),
  );
  outgoing.end(body);
  return promise;
}
