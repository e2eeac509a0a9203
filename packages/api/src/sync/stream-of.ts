import { z } from 'zod';

/**
 * The output schema of a subscription: a stream. What is in it was parsed where it was made, once for all streams, and has its type from
 * there.
 */
export function streamOf<T>() {
  return z.custom<AsyncIterable<T, void, void>>(
    (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
  );
}
