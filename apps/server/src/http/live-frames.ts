import type { FeedEvent } from '@typedo/api';
import { isTrackedEnvelope } from '@trpc/server';

/**
 * Writes a stream as tRPC does, so that its clients understand it: a line for each field, and empty ones behind. A last event without an id
 * would take the id of the one before; so it clears it, and `restore-id` sets it again.
 */
export interface LiveFrames {
  /** The bytes of an event. They are made once for all streams that an event goes to. `lastId` is the id of the one before. */
  of(event: FeedEvent, lastId: string | null): Buffer;
  /** How often bytes were made for an event with changes. */
  readonly made: number;
}

/** Makes the writer of events, which remembers the bytes of an event as long as anybody has the event. */
export function createLiveFrames(): LiveFrames {
  const known = new WeakMap<FeedEvent, Buffer>();
  let made = 0;
  return {
    get made() {
      return made;
    },
    of(event, lastId) {
      if (!isTrackedEnvelope(event)) return untracked(event, lastId);
      const frame = known.get(event);
      if (frame) return frame;
      made++;
      const [id, data] = event;
      const fresh = frameOf({ data: JSON.stringify(data), id });
      known.set(event, fresh);
      return fresh;
    },
  };
}

/** The first frame; `silentMs` is after how many milliseconds without a word a client should come again. */
export function connectedFrame(silentMs: number): Buffer {
  return frameOf({ event: 'connected', data: JSON.stringify({ reconnectAfterInactivityMs: silentMs }) });
}

/** Says that the line is alive. */
export const pingFrame = frameOf({ event: 'ping', data: '' });

/** Says that there is nothing to come back for: clients of tRPC close the stream for good. */
export const returnFrame = frameOf({ event: 'return', data: '' });

/**
 * Says that this stream is over, and that whoever wants to go on may come again from the last id. Clients that do not know it, tRPC's and a
 * browser's own, come again by themselves.
 */
export const endFrame = frameOf({ event: 'end', data: '' });

/** Says why the stream is over; `shape` is what a call would be answered. */
export function errorFrame(shape: unknown): Buffer {
  return frameOf({ event: 'serialized-error', data: JSON.stringify(shape) });
}

function untracked(event: FeedEvent, lastId: string | null): Buffer {
  const data = JSON.stringify(event);
  if (lastId === null) return frameOf({ data });
  return Buffer.concat([frameOf({ data, id: '' }), frameOf({ event: 'restore-id', data: '', id: lastId })]);
}

function frameOf({ event, data, id }: { event?: string; data: string; id?: string }): Buffer {
  const fields = [...(event === undefined ? [] : [`event: ${event}`]), `data: ${data}`];
  if (id !== undefined) fields.push(`id: ${id}`);
  return Buffer.from(`${fields.join('\n')}\n\n\n`);
}
