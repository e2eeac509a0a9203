import type { LiveEvent } from '@typedo/contract';

/** What a program that knows only HTTP hears of a stream. */
export interface PlainEvent {
  readonly id: string;
  readonly name: string;
  readonly data: LiveEvent;
}

/** Opens a stream by plain HTTP, from `lastEventId` if there is one, and yields its events until the line ends or breaks. */
export async function* plainStream(
  url: string,
  options: { apiKey: string; lastEventId?: string | undefined; signal?: AbortSignal },
): AsyncGenerator<PlainEvent, void, void> {
  const { apiKey, lastEventId, signal } = options;
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const response = await fetch(`${url}/trpc/sync.live`, { headers, ...(signal ? { signal } : {}) });
  // A server closes a connection on which nothing was sent for ten seconds, and may do so just when something is.
  if (response.status === 408) return;
  if (!response.ok || !response.body)
    throw new Error(`The stream was refused with ${response.status}: ${await response.text()}`);
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const { id = '', event = '', data = '' } = fields;
      if (!event && data) yield { id, name: event, data: JSON.parse(data) };
      if (event === 'serialized-error') throw new Error(`The stream ended: ${data}`);
    }
  }
}
