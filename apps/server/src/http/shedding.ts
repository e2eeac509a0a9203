import type { IncomingMessage, ServerResponse } from 'node:http';
import { reasons } from '@typedo/contract';
import { refused } from '@typedo/db';
import type { LoadMeter, Overload } from '../load/load-meter.ts';
import { isForAccounts, isForCalls } from './call-paths.ts';
import { livePath } from './live-stream.ts';
import { errorOf, refuseOn } from './refusal.ts';

/** Refuses a request if the server has too much to do for it, and says whether it did. */
export type Shed = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

/** Seconds until a refused call may come again, at most: not all at the same moment. */
const longestPause = 3;

/**
 * Makes what refuses calls while there is too much to do: before their body is read and before a database is asked, so that a refusal costs
 * next to nothing. Streams, which ask little, the files and whatever looks after the server are never refused.
 */
export function createShed(load: Pick<LoadMeter, 'overload'>, onShed: (why: Overload) => void): Shed {
  return (incoming, outgoing) => {
    const why = load.overload;
    if (why === null) return false;
    const path = incoming.url?.split('?', 1)[0];
    const toAuth = isForAccounts(path);
    const isStream = incoming.method === 'GET' && path === `/trpc/${livePath}`;
    if (!toAuth && (!isForCalls(path) || isStream)) return false;
    const retryAfter = 1 + Math.floor(Math.random() * longestPause);
    if (toAuth) {
      outgoing.writeHead(503, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'retry-after': String(retryAfter),
      });
      outgoing.end(JSON.stringify({ code: 'UNAVAILABLE', message: reasons.UNAVAILABLE.message, retryAfter }));
    } else {
      refuseOn(outgoing, errorOf(refused('UNAVAILABLE', { retryAfter })));
    }
    onShed(why);
    return true;
  };
}
