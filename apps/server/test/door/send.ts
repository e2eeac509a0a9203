import { request, type Agent, type IncomingMessage } from 'node:http';

/** A request as it goes over the line. */
export interface Sent {
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer | undefined;
}

/** What came back. Of a stream it is the beginning. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Milliseconds. How long a stream is listened to: a reset or a refusal follows its first words at once. */
const listenMs = 15;

/** Sends a request as it is; rejects when the line breaks before an answer. */
export function send(url: string, { method, path, headers, body }: Sent, agent: Agent): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { hostname, port } = new URL(url);
  const outgoing = request({ hostname, port, method, path, headers, agent, family: 4 }, (response) => {
    resolve(read(response));
  });
  outgoing.on('error', reject).end(body);
  return promise;
}

async function read(response: IncomingMessage): Promise<Answer> {
  const { statusCode = 0, headers } = response;
  const type = headers['content-type'] ?? '';
  let text = '';
  const hungUp = type.startsWith('text/event-stream') ? setTimeout(() => response.destroy(), listenMs) : undefined;
  try {
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  } catch (cause) {
    if (!hungUp) throw cause;
  }
  clearTimeout(hungUp);
  return { status: statusCode, type, text };
}
