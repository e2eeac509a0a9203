import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { LiveStreams } from './http/live-streams.ts';
import type { Requests } from './http/requests.ts';

/** How long a server that stops is patient, in milliseconds. */
export interface DrainTimes {
  /** It still takes connections and calls, while its answers and its readiness say that it leaves: whoever sends it requests hears of it. */
  readonly graceMs: number;
  /** Behind that, a request that has begun may take so long to come in as a whole. */
  readonly receiveMs: number;
  /** And so long, counted from the same moment, a call may take to be answered. */
  readonly answerMs: number;
}

/** What is needed to stop a server. */
export type Drainable = Server & {
  readonly requests: Pick<Requests, 'leave' | 'underWay'>;
  readonly streams: Pick<LiveStreams, 'endAll'>;
  readonly sockets: ReadonlySet<Socket>;
};

/** Milliseconds. After it has stopped accepting, idle connections are kept for a moment: a request may be on its way on one. */
const lingerMs = 250;
/** And then they are looked for so often: a connection whose call has just ended would be kept for the next one. */
const sweepMs = 20;

/**
 * Stops a server: at once it is no longer ready, ends streams and says with each answer that the connection closes; after a grace it stops
 * accepting, lets calls under way end, and cuts off what takes too long. Gives the number of calls that were cut off.
 */
export async function drain(server: Drainable, { graceMs, receiveMs, answerMs }: DrainTimes): Promise<number> {
  const { requests, streams, sockets } = server;
  let cut = 0;
  /** Destroys all connections but those of some requests. */
  const cutOff = (spared: ReadonlySet<Socket>) => {
    for (const { incoming } of requests.underWay) if (!spared.has(incoming.socket)) cut++;
    for (const socket of sockets) if (!spared.has(socket)) socket.destroy();
  };
  const received = () =>
    new Set([...requests.underWay].filter(({ incoming }) => incoming.complete).map(({ incoming }) => incoming.socket));

  requests.leave();
  streams.endAll();
  if (graceMs > 0) await sleep(graceMs);
  await quietTurn(server);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  // HTTP's own way to close would at once close what looks idle: also a connection on which a request is just coming in.
  NetServer.prototype.close.call(server, () => resolve());
  const closeIdle = () => server.closeIdleConnections();
  const timers = [
    setTimeout(() => timers.push(setInterval(closeIdle, sweepMs)), graceMs > 0 ? lingerMs : 0),
    setTimeout(() => cutOff(received()), receiveMs),
    setTimeout(() => cutOff(new Set()), answerMs),
  ];
  await closed;
  for (const timer of timers) clearInterval(timer);
  server.close(); // which ends HTTP's own timer
  return cut;
}

/**
 * Waits for a turn of the event loop in which no connection came, but not longer than a moment: one is taken in each turn, so that others may
 * wait in the system's queue, which closing would break.
 */
async function quietTurn(server: Server): Promise<void> {
  const until = performance.now() + lingerMs;
  for (let came = true; came && performance.now() < until;) {
    came = false;
    const note = () => (came = true);
    server.once('connection', note);
    await turn();
    server.off('connection', note);
  }
}

/** Keeps the set of a server's open connections: those on which no request has come as a whole are known to nobody else. */
export function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
