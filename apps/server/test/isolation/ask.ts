import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { Declared } from './procedures.ts';

/** Headers as they go over the line: a name may come twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Who calls, and what is added to the address. */
export interface From {
  readonly headers?: HeaderList;
  readonly query?: URLSearchParams | undefined;
}

/** All that a caller hears. */
export interface Answer {
  readonly status: number;
  /** Lower-case names and values, in the order of the names. */
  readonly headers: string;
  /** A stream is heard until it ends or has told of tasks. */
  readonly text: string;
}

/** Sends requests over lines that it keeps; dispose of it. */
export interface Line extends Disposable {
  /** Calls one procedure as a program would: a query or a stream by GET, a mutation by POST. */
  call(procedure: Pick<Declared, 'path' | 'type'>, input: unknown, from?: From): Promise<Answer>;
  /** Calls several procedures of one type in one batch. */
  batch(calls: readonly { path: string; input: unknown }[], type: Declared['type'], from?: From): Promise<Answer>;
  /** Sends a body as it is, or without one a GET. */
  send(path: string, body?: string, headers?: HeaderList): Promise<Answer>;
}

/** Opens lines to a server, on which so many calls are under way at once. */
export function openLine(url: string, maxSockets = 16): Line {
  const agent = new Agent({ keepAlive: true, maxSockets });

  const send: Line['send'] = async (path, body, headers = []) => {
    const type = body === undefined ? [] : [['content-type', 'application/json'] as const];
    const values = new Map<string, string[]>();
    for (const [name, value] of [...headers, ...type, ['origin', url] as const])
      values.set(name, [...(values.get(name) ?? []), value]);
    const sent = request(url + path, { agent, method: body === undefined ? 'GET' : 'POST' }).setHeaders(values);
    sent.setTimeout(30_000, () => sent.destroy(new Error(`${path} was not answered`))).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: tell(response), text: await hear(response) };
  };

  const address = (path: string, query: URLSearchParams | undefined, more: Record<string, string>) =>
    `/trpc/${path}?${new URLSearchParams([...(query ?? []), ...Object.entries(more)]).toString()}`;

  return {
    send,
    call({ path, type }, input, { headers, query } = {}) {
      if (type === 'mutation') return send(address(path, query, {}), JSON.stringify(input) ?? '', headers);
      const given = input === undefined ? {} : { input: JSON.stringify(input) };
      return send(address(path, query, given), undefined, headers);
    },
    batch(calls, type, { headers, query } = {}) {
      const paths = calls.map(({ path }) => path).join(',');
      const entries = calls.flatMap(({ input }, index) => (input === undefined ? [] : [[index, input] as const]));
      const body = JSON.stringify(Object.fromEntries(entries));
      if (type === 'mutation') return send(address(paths, query, { batch: '1' }), body, headers);
      return send(address(paths, query, { batch: '1', input: body }), undefined, headers);
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function tell({ headers }: IncomingMessage): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  return lines.toSorted().join('\n');
}

async function hear(response: IncomingMessage): Promise<string> {
  const streams = response.headers['content-type']?.startsWith('text/event-stream') === true;
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response as AsyncIterable<string>) {
    text += chunk;
    if (streams && hasTold(text)) break;
  }
  return streams ? wholeOf(text) : text;
}

/** A stream goes on; what its cursor brings comes first, behind one event that says that it is open. */
function hasTold(text: string): boolean {
  const whole = wholeOf(text).split(eventEnd);
  return whole.some((event) => event !== '' && !event.startsWith('event: connected'));
}

function wholeOf(text: string): string {
  return text.slice(0, text.lastIndexOf(eventEnd) + 1);
}

const eventEnd = '\n\n\n';
