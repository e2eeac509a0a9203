import { Agent, request } from 'node:http';

/** Asks a server over connections that stay open, as many as ask at a time. */
export interface Client extends Disposable {
  /** Gives the body of the answer, and how many milliseconds passed until all of it was there. Rejects when it is no success. */
  ask(call: HttpCall): Promise<{ body: string; ms: number }>;
}

/** One call of a procedure. */
export interface HttpCall {
  readonly path: string;
  /** An API key. */
  readonly key: string;
  /** JSON; with it the call is a POST. */
  readonly body?: string;
}

/** Makes the call of a query. */
export function query(key: string, procedure: string, input?: unknown): HttpCall {
  const path = `/trpc/${procedure}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`;
  return { path, key };
}

/** Makes the call of a mutation. */
export function mutation(key: string, procedure: string, input: unknown): HttpCall {
  return { path: `/trpc/${procedure}`, key, body: JSON.stringify(input) };
}

/** Makes a client of the server at this port. */
export function createClient(port: number): Client {
  const agent = new Agent({ keepAlive: true });
  return {
    async ask({ path, key, body }) {
      const answer = Promise.withResolvers<{ body: string; ms: number }>();
      const headers = {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      };
      const begun = performance.now();
      const outgoing = request({
        host: '127.0.0.1',
        port,
        path,
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers,
      });
      outgoing.on('error', answer.reject);
      outgoing.on('response', (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
        incoming.on('end', () => {
          const ms = performance.now() - begun;
          if (incoming.statusCode === 200) answer.resolve({ body: text, ms });
          else answer.reject(new Error(`${path} was answered with ${incoming.statusCode}: ${text.slice(0, 300)}`));
        });
      });
      outgoing.end(body);
      return answer.promise;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
