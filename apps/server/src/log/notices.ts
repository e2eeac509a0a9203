import type { Overload } from '../load/load-meter.ts';
import type { Log } from '../log.ts';

const busy = { loop: 'the event loop is late', pool: 'connections to the database are waited for' };

/** Makes what tells an operator that calls are refused because of too much to do, and when no longer. */
export function tellLoad(log: Pick<Log, 'info' | 'warn'>): (overload: Overload | null) => void {
  return (overload) => {
    if (overload === null) log.info('All calls are taken again');
    else log.warn(`Calls are refused for a moment: ${busy[overload]}`, { overload });
  };
}

/** Tells an operator that a proxy may have been forgotten in the settings. */
export function tellProxy(log: Pick<Log, 'warn'>): void {
  log.warn(
    'A request came with X-Forwarded-For from an address that TRUSTED_PROXIES does not name: if that is your proxy, all its clients count as one',
  );
}
