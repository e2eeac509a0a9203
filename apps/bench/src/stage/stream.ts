import { once } from 'node:events';
import { connect } from 'node:net';

/** A reader of a live stream. Disposing of it drops the line. */
export interface Stream extends Disposable {
  /** Settles when the stream has said where it begins: every later write is told. */
  readonly begun: Promise<void>;
}

/** Opens a stream of the account with this key, on a connection of its own; `onEvent` hears of each event with changes, when it has come. */
async function openStream(port: number, key: string, onEvent: () => void): Promise<Stream> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const begun = Promise.withResolvers<void>();
  let started = false;
  socket.on('data', (bytes) => {
    // Of all events only those with changes have an id, and the first one, which is empty. They are small, so each comes whole.
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
      if (started) onEvent();
      started = true;
      begun.resolve();
    }
  });
  const end = (cause?: Error) => begun.reject(new Error('The stream ended before it had begun', { cause }));
  socket.on('error', end).on('close', () => end());
  socket.write(
    `GET /trpc/sync.live HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\naccept: text/event-stream\r\n\r\n`,
  );
  return { begun: begun.promise, [Symbol.dispose]: () => socket.destroy() };
}

const mark = Buffer.from('\nid: ');

/** Opens a stream for each key, some at a time, and waits until all have begun. */
export async function openStreams(
  port: number,
  keys: readonly string[],
  onEvent: (at: number) => void,
): Promise<Disposable> {
  using opened = new DisposableStack();
  for (let start = 0; start < keys.length; start += atOnce) {
    const some = keys.slice(start, start + atOnce);
    const streams = await Promise.all(some.map((key, at) => openStream(port, key, () => onEvent(start + at))));
    for (const stream of streams) opened.use(stream);
    await Promise.all(streams.map(({ begun }) => begun));
  }
  return opened.move();
}

/** Connections that are made side by side. */
const atOnce = 100;
