import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log.ts';
import { shownPath } from './shown-path.ts';

/** The requests of a server, each with an id that its answer and its log lines carry. */
export interface Requests {
  /** Lets a request be answered by `answer`, which begins at once and gives the id to the answer and to its log lines. */
  serve(this: void, incoming: IncomingMessage, outgoing: ServerResponse, answer: (id: string) => void): void;
  /** Gives an id to an answer to what never became a request, which has this status, and notes it. */
  noteUnread(this: void, status: number): string;
  /** From now on each answer says that its connection closes, those that are still being made too: the server stops. */
  leave(): void;
  readonly leaving: boolean;
  /** The requests that have begun and whose answer has not gone. */
  readonly underWay: ReadonlySet<Request>;
}

interface Request {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** What is done for every request. */
export interface RequestsOptions {
  log: Pick<Log, 'debug' | 'debugs' | 'during'>;
  /** Hears the status of each answer; 0 when nobody was there any more. */
  onAnswer: (status: number) => void;
}

/**
 * Makes what every request goes through. The ids are our own, also behind a proxy: a header that anybody can send must not choose what the
 * log says.
 */
export function createRequests({ log, onAnswer }: RequestsOptions): Requests {
  // Tells the ids of this start from those of others; it need not be a secret.
  const start = Math.random().toString(36).slice(2, 8).padEnd(6, '0');
  const underWay = new Set<Request>();
  let count = 0;
  let leaving = false;
  return {
    underWay,
    get leaving() {
      return leaving;
    },
    leave() {
      leaving = true;
      for (const { outgoing } of underWay) if (!outgoing.headersSent) outgoing.setHeader('connection', 'close');
    },
    noteUnread(status) {
      const id = nextId();
      onAnswer(status);
      log.during(id, () => tell({ method: '', path: '(unread)', status, ms: 0 }));
      return id;
    },
    serve(incoming, outgoing, answer) {
      const id = nextId();
      const begun = log.debugs ? performance.now() : 0;
      if (leaving) outgoing.setHeader('connection', 'close');
      const request = { incoming, outgoing };
      underWay.add(request);
      outgoing.on('close', () => {
        underWay.delete(request);
        const status = outgoing.writableFinished ? outgoing.statusCode : 0; // nobody was there any more
        onAnswer(status);
        if (log.debugs) log.during(id, () => note(incoming, status, performance.now() - begun));
      });
      answer(id);
    },
  };

  function nextId(): string {
    return `${start}-${(++count).toString(36)}`;
  }

  function note({ method = '', url = '' }: IncomingMessage, status: number, ms: number): void {
    tell({ method, path: shownPath(method, url.split('?', 1)[0] ?? ''), status, ms });
  }

  function tell({ method, path, status, ms }: { method: string; path: string; status: number; ms: number }): void {
    log.debug(`${method} ${path} ${status} ${ms.toFixed(1)} ms`.trim(), {
      method,
      path,
      status,
      ms: Math.round(ms * 10) / 10,
    });
  }
}
