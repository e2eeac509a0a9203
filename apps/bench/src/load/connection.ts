import { once } from 'node:events';
import { connect } from 'node:net';
import type { Prepared } from './requests.ts';
import { ResponseReader } from './response-reader.ts';

/** A connection that waits for the answer to one request before it sends the next. */
export interface Connection {
  /** Sends the first request; each answer sends the next one. */
  start(): void;
  /** Settles after the last answer, when there was nothing more to send, or when the connection broke. */
  readonly ended: Promise<void>;
}

/** What a connection asks, and who hears of it. */
export interface ConnectionOptions {
  readonly port: number;
  /** Undefined: no more. */
  readonly next: () => Prepared | undefined;
  /** `milliseconds` from the request to the whole answer. */
  readonly onAnswer: (prepared: Prepared, status: number, body: () => string, milliseconds: number) => void;
  readonly onBreak: (reason: string) => void;
}

/** Milliseconds in which something has to come. */
const patienceMs = 10_000;

/** Opens a connection to a server of this machine. */
export async function openConnection({ port, next, onAnswer, onBreak }: ConnectionOptions): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const ended = Promise.withResolvers<void>();
  let asked: Prepared | undefined;
  let sentAt = 0;

  const send = () => {
    asked = next();
    if (!asked) {
      socket.destroy();
      return;
    }
    sentAt = performance.now();
    socket.write(asked.bytes);
  };
  const reader = new ResponseReader((status, body) => {
    if (!asked) throw new Error('An answer to nothing');
    onAnswer(asked, status, body, performance.now() - sentAt);
    send();
  });
  socket.on('data', (bytes) => {
    try {
      reader.read(bytes);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  });
  socket.setTimeout(patienceMs, () => socket.destroy(new Error(`No answer within ${patienceMs / 1000} s`)));
  socket.on('error', ({ message }) => onBreak(message));
  socket.on('end', () => onBreak('The server closed the connection'));
  socket.on('close', () => ended.resolve());
  return { start: send, ended: ended.promise };
}
