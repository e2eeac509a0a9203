import type { Contender } from '../contenders/contender.ts';
import type { Cast } from '../data/cast.ts';
import type { Asked, Work } from '../works.ts';

/** A request as it goes over the wire, and what it asks. */
export interface Prepared {
  readonly bytes: Buffer;
  readonly asked: Asked | null;
}

/** Gives, for a connection, what tells its next request. */
export type Requests = (connection: number) => () => Prepared;

/** Prepares the requests of a work in a contender's protocol: beforehand those that repeat. */
export function createRequests({ protocol }: Contender, work: Work, cast: Cast): Requests {
  const prepare = (asked: Asked): Prepared => ({ bytes: bytesOf(protocol, asked), asked });
  const calls = work.calls(cast);
  if ('fresh' in calls) {
    return (connection) => {
      const next = calls.fresh(connection);
      return () => prepare(next());
    };
  }
  return inTurn(calls.repeated.map(prepare));
}

/** The simplest request there is. */
export function bareRequests(): Requests {
  return inTurn([{ bytes: Buffer.from('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'), asked: null }]);
}

/** Writes a call as HTTP, with the credential of who asks. */
export function bytesOf(protocol: Contender['protocol'], { by, call }: Asked): Buffer {
  const request = protocol.request(call);
  if (!request) throw new Error(`The contender has no ${call.name}`);
  const { method, path, body = '', headers = {} } = request;
  const all = {
    host: '127.0.0.1',
    accept: '*/*',
    authorization: `Bearer ${by.secret}`,
    ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

function inTurn(prepared: readonly Prepared[]): Requests {
  let next = 0;
  const take = () => {
    const taken = prepared[next];
    if (!taken) throw new Error('There is nothing to ask');
    next = (next + 1) % prepared.length;
    return taken;
  };
  return () => take;
}
