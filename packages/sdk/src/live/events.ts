import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** No event of ours comes near it, in UTF-16 units; what does is not one of ours. */
const longest = 16_000_000;

/**
 * Reads server-sent events. A chunk is read when all events of the one before were taken, so nothing piles up here. `within` bounds the
 * wait for each chunk.
 */
export async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  within: <T>(wait: Promise<T>) => Promise<T>,
): AsyncGenerator<EventSourceMessage, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events: EventSourceMessage[] = [];
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: (event) => events.push(event),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  for (;;) {
    const { done, value } = await within(reader.read());
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* events.splice(0);
  }
}
