import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { expect } from 'vitest';

/** An event of a stream, as an EventSource would take it apart. */
export interface StreamEvent {
  /** `message` unless the event says another. */
  readonly event: string;
  readonly data: any;
  readonly id: string | undefined;
}

/** A reader of a stream; the stream is dropped when the reader is disposed of. */
export interface LiveReader extends Disposable {
  readonly headers: IncomingHttpHeaders;
  /** All that came so far. */
  readonly text: string;
  readonly events: readonly StreamEvent[];
  /** Whether the server has ended the stream, or cut it off. */
  readonly ended: boolean;
  /** The next event with changes, or the next one of another name; each is given once. */
  next(name?: string): Promise<StreamEvent>;
  /** Waits until the server has ended the stream, and gives all events. */
  end(options?: { timeout?: number }): Promise<readonly StreamEvent[]>;
}

/** The path of a stream with this input. */
export function livePath(input?: unknown): string {
  return `/trpc/sync.live${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`;
}

/** Opens a stream on a connection of its own; rejects when it is refused. */
export async function openLive(
  url: string,
  { input, headers = {} }: { input?: unknown; headers?: Record<string, string> },
): Promise<LiveReader> {
  const request = get(url + livePath(input), { headers: { origin: url, ...headers }, agent: false }).on(
    'error',
    () => {},
  ); // of one that was dropped
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`The stream was refused with ${String(response.statusCode)}`);
  let text = '';
  let ended = false;
  const taken = new Map<string, number>();
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  response.on('close', () => (ended = true)).on('error', () => {}); // `close` follows

  const reader: LiveReader = {
    headers: response.headers,
    get text() {
      return text;
    },
    get events() {
      return parse(text);
    },
    get ended() {
      return ended;
    },
    async next(name = 'message') {
      const index = taken.get(name) ?? 0;
      taken.set(name, index + 1);
      const found = () => reader.events.filter(({ event }) => event === name)[index];
      await expect
        .poll(found, { timeout: 10_000, interval: 5, message: `Waiting for ${name} in ${text}` })
        .toBeDefined();
      return found()!;
    },
    async end({ timeout = 10_000 } = {}) {
      await expect.poll(() => ended, { timeout, interval: 20 }).toBe(true);
      return reader.events;
    },
    [Symbol.dispose]: () => request.destroy(),
  };
  return reader;
}

function parse(text: string): StreamEvent[] {
  const blocks = text.split('\n\n\n').slice(0, -1); // the last one is not whole
  return blocks.map((block) => {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const data = fields.get('data') ?? '';
    return { event: fields.get('event') ?? 'message', data: data && JSON.parse(data), id: fields.get('id') };
  });
}
