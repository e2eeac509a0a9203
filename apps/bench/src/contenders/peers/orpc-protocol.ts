import type { Call, HttpRequest, Protocol } from '../contender.ts';

const prefix = '/rpc/';

/**
 * oRPC's protocol: `POST /rpc/procedure` with `{ json: input }`, and an answer `{ json, meta }` whose meta says which texts are times.
 * A batch goes to the batch plugin in its default mode, which streams each answer as an event when it is there.
 */
export const orpcProtocol: Protocol = {
  request(call) {
    if (call.name === 'batch') return batchOf(call.ids);
    const { name, ...input } = call;
    return { method: 'POST', path: prefix + name, body: JSON.stringify(name === 'ping' ? {} : { json: input }) };
  },
  content(call: Call, body: string) {
    return call.name === 'batch' ? readBatch(body) : outputOf(JSON.parse(body));
  },
};

function batchOf(ids: readonly string[]): HttpRequest {
  // The plugin wants whole addresses, and looks at their paths.
  const calls = ids.map((id) => ({ url: `http://localhost${prefix}byId`, body: { json: { id } } }));
  return {
    method: 'POST',
    path: `${prefix}byId/__batch__`,
    headers: { 'x-orpc-batch': 'streaming' },
    body: JSON.stringify(calls),
  };
}

/** The outputs in the order of the calls: each event names the index of its call. */
function readBatch(body: string): unknown[] {
  const outputs: unknown[] = [];
  for (const line of body.split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const answer: unknown = JSON.parse(line.slice('data: '.length));
    if (isRecord(answer)) outputs[Number(answer['index'])] = outputOf(answer['body']);
  }
  return outputs;
}

function outputOf(answer: unknown): unknown {
  if (isRecord(answer) && 'json' in answer) return answer['json'];
  throw new Error(`Not an answer of oRPC: ${JSON.stringify(answer).slice(0, 200)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
