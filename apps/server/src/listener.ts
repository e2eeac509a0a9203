import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { requestIdHeader } from '@typedo/contract';
import type { createApp } from './app.ts';
import { isForCalls } from './http/call-paths.ts';
import { createClientErrors } from './http/client-errors.ts';
import type { TakeLive } from './http/live.ts';
import type { TakeCalls } from './http/plain-calls.ts';
import { refuseUrl } from './http/refused-url.ts';
import type { Requests } from './http/requests.ts';
import type { SecurityHeaders } from './http/security-headers.ts';
import type { UnreadAnswers } from './http/unread-answers.ts';
import type { Log } from './log.ts';

/** Milliseconds. A client that takes longer to say what it wants, or moves no byte of a call for so long, is cut off. */
const patience = { headers: 10_000, request: 30_000, silence: 30_000, idle: 65_000, check: 2_000 };

/** Bytes of a request's line and headers. */
const maxHead = 16 * 1024;

const maxConnections = 10_000;

/** Connections that may wait to be taken; node's own 511 are soon full in a rush, and who comes then hears nothing for seconds. */
const backlog = 4096;

/** Streams stay; so many connections less are left for everything else. */
export const maxStreams = 8_000;

/** What a listener is made from, beside the app. */
export interface ListenerParts {
  headers: SecurityHeaders;
  /** Answers plain calls, which are nearly all; asked first. */
  takeCalls: TakeCalls;
  /** Whether nobody but `takeCalls` and `takeLive` has a say in the answer. */
  isPlain: (incoming: IncomingMessage) => boolean;
  /** May answer a request before anything else does, and says whether it did. */
  first: (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;
  takeLive: TakeLive;
  unread: UnreadAnswers;
  requests: Pick<Requests, 'serve' | 'noteUnread'>;
  /** Lets the log know of which request it tells; `takeCalls` does so by itself. */
  during: Log['during'];
}

/** Methods of which the standard's `Request` cannot be made. */
const forbidden = new Set(['TRACE', 'TRACK', 'CONNECT']);

/**
 * Makes the HTTP server around an app. `takeCalls` answers plain calls, `takeLive` streams, the app all the
 * rest.
 */
export function createListener(
  app: ReturnType<typeof createApp>,
  { headers, isPlain, takeCalls, first, takeLive, unread, requests, during }: ListenerParts,
): Server {
  // The name is for requests without one, as HTTP/1.0 and some health checks send them.
  const viaApp = getRequestListener(app.fetch, { hostname: 'localhost' });
  const answer: RequestListener = (incoming, outgoing) => {
    if (forbidden.has(incoming.method ?? '')) {
      outgoing.writeHead(405, { allow: 'GET, HEAD, POST' }).end();
    } else if (!refuseUrl(incoming, outgoing)) {
      if (takeLive(incoming, outgoing)) return;
      unread.watch(outgoing);
      void viaApp(incoming, outgoing);
    }
  };
  const ofStreams = Object.fromEntries(headers.call);
  const serve: RequestListener = (incoming, outgoing) => {
    requests.serve(incoming, outgoing, (id) => {
      const plain = isPlain(incoming);
      if (plain && takeCalls(incoming, outgoing, id)) return;
      during(id, () => {
        if (plain && takeLive(incoming, outgoing, { ...ofStreams, [requestIdHeader]: id })) return;
        const own = isForCalls(incoming.url) ? headers.call : headers.page;
        outgoing.setHeaders(own).setHeader(requestIdHeader, id);
        if (!first(incoming, outgoing)) answer(incoming, outgoing);
      });
    });
  };
  const server = createServer(
    {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      keepAliveTimeout: patience.idle, // longer than the common proxies', which else meet a line that is just closing
      connectionsCheckingInterval: patience.check,
      maxHeaderSize: maxHead,
      optimizeEmptyRequests: true, // a GET has no body to make a stream of, which is a tenth of what a small call costs
    },
    serve,
  );
  server.setTimeout(patience.silence);
  server.on('clientError', createClientErrors(headers.page, requests.noteUnread));
  server.on('checkExpectation', serve); // whatever it is that a client expects, node would refuse it without a word
  server.maxConnections = maxConnections;
  return server;
}

/** Begins to listen and gives the port, which is the wanted one unless that is 0. Rejects when it is taken. */
export function listen(server: Server, { port, host }: { port: number; host: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
