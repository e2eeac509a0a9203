import type { IncomingMessage } from 'node:http';
import { TRPCError } from '@trpc/server';
import { decode } from './body.ts';
import { sizeRefusal } from './json-size.ts';
import type { PlainRequest } from './plain-request.ts';
import { bodyError } from './refusal.ts';

/** The inputs of calls, by their places; or why none of them could be read, which is told to each call that is let in. */
export interface Inputs {
  readonly of: (index: number) => unknown;
  readonly error: TRPCError | null;
}

/** Reads the inputs of a request. Rejects with TRPCError for a body that is not taken: none of the calls runs then. */
export async function readInputs(request: PlainRequest, incoming: IncomingMessage): Promise<Inputs> {
  const json = request.method === 'GET' ? request.query : decode(await readWhole(incoming));
  if (json === null) throw bodyError('BAD_REQUEST');
  const tooMuch = sizeRefusal(json, request.paths.length);
  if (tooMuch) throw bodyError(tooMuch);
  if (json === '') return none;
  try {
    const parsed: unknown = JSON.parse(json);
    if (!request.isBatch) return { of: () => parsed, error: null };
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new Error('Expected an object of inputs');
    const byIndex = new Map<string, unknown>(Object.entries(parsed));
    return { of: (index) => byIndex.get(String(index)), error: null };
  } catch (cause) {
    return { ...none, error: new TRPCError({ code: 'BAD_REQUEST', cause }) };
  }
}

const none: Inputs = { of: () => undefined, error: null };

/** Node.js sees to it that there are no more bytes than were announced, which `readPlainRequest` has bounded. */
function readWhole(incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  incoming.once('close', () => reject(bodyError('BAD_REQUEST'))); // whoever went away hears nothing any more
  return promise;
}
