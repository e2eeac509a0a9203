import type { Feed } from '@typedo/api';
import type { Database, WakeUps } from '@typedo/db';
import type { LiveFrames } from '../http/live-frames.ts';
import type { LiveStreams } from '../http/live-streams.ts';
import type { LoadMeter } from '../load/load-meter.ts';
import type { Readings } from './readings.ts';

/** Whose figures are read. */
export interface ServerParts {
  database: Database;
  wakeUps: Pick<WakeUps, 'stats'>;
  streams: Pick<LiveStreams, 'size'>;
  feed: Pick<Feed, 'streams'>;
  frames: Pick<LiveFrames, 'made'>;
  load: Pick<LoadMeter, 'overload'>;
}

/** Adds the figures of a server's parts. */
export function addServerReadings(
  { gauge, gauges, counter }: Readings,
  { database, wakeUps, streams, feed, frames, load }: ServerParts,
): void {
  gauge('typedo_streams', 'Open streams.', () => streams.size);
  gauge('typedo_feed_streams', 'Streams that follow an account.', () => feed.streams);
  counter(
    'typedo_frames_total',
    'Events with changes that were written, each once for all its streams.',
    () => frames.made,
  );
  gauge('typedo_overloaded', '1 while calls are refused because of too much to do.', () =>
    Number(load.overload !== null),
  );
  gauge('typedo_wake_ups_listening', "1 while other servers' changes are notified, 0 while they are polled for.", () =>
    Number(wakeUps.stats().listening),
  );
  gauge('typedo_wake_ups_subscribers', 'Who waits for changes.', () => wakeUps.stats().subscribers);
  counter(
    'typedo_wake_ups_breaks_total',
    'How often listening broke, or could not begin.',
    () => wakeUps.stats().breaks,
  );
  counter(
    'typedo_wake_ups_unsent_total',
    'Changes that could not be notified to other servers.',
    () => wakeUps.stats().unsent,
  );
  if (database.dialect !== 'postgresql') return;
  const { pool } = database;
  gauges('typedo_pool_connections', 'Connections to PostgreSQL.', 'state', () => ({
    idle: pool.idleCount,
    busy: pool.totalCount - pool.idleCount,
  }));
  gauge('typedo_pool_connections_max', 'Connections to PostgreSQL that there may be.', () => pool.options.max);
  gauge('typedo_pool_waiting', 'Who waits for a connection to PostgreSQL.', () => pool.waitingCount);
}
