import type { IncomingMessage } from 'node:http';
import { TRPCError } from '@trpc/server';
import { decode } from './body.ts';
import { sizeRefusal } from './json-size.ts';
import type { PlainRequest } from './plain-request.ts';
import { bodyError } from './refusal.ts';

/** The inputs of calls. */
export interface Inputs {
  /** The input of the call at a place, undefined when it has none. Of inputs that could not be read, `strict` throws why: each call that is let in tells it. */
  readonly of: (index: number, strict?: boolean) => unknown;
}

/** Reads the inputs of a request. Throws TRPCError, or rejects, for what is not taken: none of the calls runs then. */
export function readInputs(request: PlainRequest, incoming: IncomingMessage): Inputs | Promise<Inputs> {
  if (request.method === 'GET') return parseInputs(request, request.query);
  return readWhole(incoming).then((bytes) => {
    const json = decode(bytes);
    if (json === null) throw bodyError('BAD_REQUEST');
    return parseInputs(request, json);
  });
}

const none: Inputs = { of: () => undefined };

function parseInputs({ isBatch, calls }: PlainRequest, json: string): Inputs {
  if (json === '') return none;
  const tooMuch = sizeRefusal(json, calls.length);
  if (tooMuch) throw bodyError(tooMuch);
  try {
    const parsed: unknown = JSON.parse(json);
    if (!isBatch) return { of: () => parsed };
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new Error('Expected an object of inputs');
    const byIndex = new Map<string, unknown>(Object.entries(parsed));
    return { of: (index) => byIndex.get(String(index)) };
  } catch (cause) {
    const of: Inputs['of'] = (_, strict = false) => {
      if (strict) throw new TRPCError({ code: 'BAD_REQUEST', cause });
    };
    return { of };
  }
}

/** Node.js sees to it that there are no more bytes than were announced, which `readPlainRequest` has bounded. */
function readWhole(incoming: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
  incoming.once('close', () => {
    if (!incoming.readableEnded) reject(bodyError('BAD_REQUEST')); // whoever went away hears nothing any more
  });
  return promise;
}
