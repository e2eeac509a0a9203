import fc from 'fast-check';
import { inputsOf } from './inputs.ts';
import { Raw, write, type Tree } from './json-tree.ts';
import { texts } from './hostile-texts.ts';
import type { Declared } from './procedures.ts';
import type { Sent } from './send.ts';
import { strikes, struck } from './strikes.ts';

/** A call with what was done to its input. */
export interface Call {
  readonly path: string;
  readonly type: Declared['type'];
  readonly input: Tree;
}

/** Calls that travel together, and how. */
export interface Volley {
  readonly calls: readonly Call[];
  readonly batch: boolean;
  /** Of the other method than the procedures want. */
  readonly wrongMethod: boolean;
  /** Every character beyond ASCII as `\uXXXX`. */
  readonly escaped: boolean;
  /** How the query of a GET is written. */
  readonly query: 'encoded' | 'loose' | 'broken';
  /** Done to a whole batch. */
  readonly envelope: Tree;
  readonly lastEventId: string | undefined;
}

/** Calls of any procedures, mostly with valid inputs that were struck not at all, once or twice. */
export function volleys(procedures: readonly Declared[], known: readonly string[]): fc.Arbitrary<Volley> {
  const calls = procedures.map((procedure) => ({
    weight: procedure.type === 'mutation' ? 2 : 1,
    arbitrary: callsOf(procedure, known),
  }));
  const byType = Map.groupBy(procedures.keys(), (index) => procedures[index]?.type);
  const alike = [...byType.values()].map((indexes) => fc.oneof(...indexes.map((index) => calls[index]!))); // of the same list
  const rarely = (weight: number) => fc.nat(weight).map((value) => value === weight);
  return fc.record(
    {
      calls: fc.oneof(
        { weight: 4, arbitrary: fc.array(fc.oneof(...calls), { minLength: 1, maxLength: 3 }) },
        ...alike.map((arbitrary) => ({ weight: 1, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 4 }) })),
      ),
      batch: fc.boolean(),
      wrongMethod: rarely(12),
      escaped: rarely(3),
      query: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom('encoded' as const, 'loose' as const) },
        { weight: 1, arbitrary: fc.constant('broken' as const) },
      ),
      envelope: fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...envelopes) },
      ),
      lastEventId: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...texts, ...known) },
      ),
    },
    { noNullPrototype: true },
  );
}

const envelopes = [
  '[]',
  'null',
  '"x"',
  '{}',
  '{"1":{}}',
  '{"-1":{}}',
  '{"__proto__":{}}',
  '{"0":1,"0":2}',
  '[[[[]]]]',
].map((json) => new Raw(json));

function callsOf({ path, type, input }: Declared, known: readonly string[]): fc.Arbitrary<Call> {
  const valid = input ? inputsOf(input, known) : fc.constant(undefined);
  const some = fc.oneof(
    { weight: 7, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(strikes, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(strikes, { minLength: 2, maxLength: 3 }) },
  );
  return fc.tuple(valid, some).map(([tree, all]) => ({ path, type, input: all.reduce(struck, tree) }));
}

/** What goes over the line: one request for each, or one for all. */
export function requestsOf(volley: Volley): { sent: Sent; calls: readonly Call[] }[] {
  if (!volley.batch) return volley.calls.map((call) => ({ sent: requestOf(volley, [call], false), calls: [call] }));
  // A stream is no part of a batch, and is asked for as one all the same.
  const kinds = Map.groupBy(volley.calls, ({ type }) => (type === 'mutation' ? 'POST' : 'GET'));
  return [...kinds.values()].map((calls) => ({ sent: requestOf(volley, calls, true), calls }));
}

function requestOf(volley: Volley, calls: readonly Call[], batch: boolean): Sent {
  const { wrongMethod, escaped, query, envelope, lastEventId } = volley;
  const isPost = (calls[0]?.type === 'mutation') !== wrongMethod;
  const inputs = Object.fromEntries(calls.map(({ input }, index) => [String(index), input]));
  const json = write(batch ? (envelope ?? inputs) : calls[0]?.input, escaped);
  const path = `/trpc/${calls.map((call) => call.path).join()}${batch ? '?batch=1' : ''}`;
  // A header is a line of Latin-1; the client would not send another.
  const id =
    lastEventId === undefined
      ? ''
      : Buffer.from(lastEventId)
          .toString('latin1')
          .replaceAll(/[^\t -~\u0080-ÿ]/g, '');
  const headers = id === '' ? {} : { 'last-event-id': id };
  if (isPost) {
    return {
      method: 'POST',
      path,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': String(json.length) },
      body: json,
    };
  }
  const input = json.length === 0 ? '' : `${batch ? '&' : '?'}input=${percent(json.subarray(0, mostInUrl), query)}`;
  return { method: 'GET', path: path + input, headers };
}

/** Bytes of an input in a URL; with three characters each it is then longer than a server of node reads. */
const mostInUrl = 8_000;

function percent(bytes: Buffer, query: Volley['query']): string {
  const kept = query === 'encoded' ? /[\w.~-]/ : /[\w.~":,{}[\]()'*;$!/?@\\^`|-]/;
  const encode = (byte: number) => {
    const character = String.fromCharCode(byte);
    return kept.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  };
  const text = Array.from(bytes, encode).join('');
  if (query !== 'broken') return text;
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}%${['', 'zz', 'E0%A4', 'u0041', '%'][text.length % 5]}${text.slice(middle)}+&input=2`;
}
