import type { Call, HttpRequest, Protocol } from './contender.ts';

type Of<Name extends Call['name']> = Extract<Call, { name: Name }>;

/** The procedure of a call, with its input and where the content is in its answer, unless they are the usual ones. */
interface Procedure<C extends Call> {
  readonly path: string;
  /** What it is given; usually the call without its name. */
  readonly input?: (call: C) => unknown;
  /** The content of what it answers; usually all of it, and the tasks alone for push and pull. */
  readonly content?: (data: unknown) => unknown;
}

/** The procedures of a contender by the calls that it knows: paths, or more where it differs. `batch` calls that of `byId` several times. */
export type Procedures = { readonly [Name in Exclude<Call['name'], 'batch'>]?: string | Procedure<Of<Name>> };

/**
 * tRPC's plain HTTP without a transformer: a query is `GET /trpc/path?input=JSON`, a mutation `POST /trpc/path`, and an answer is
 * `{ result: { data } }`. `prefix` is what comes before a procedure's path.
 */
export function trpcProtocol(procedures: Procedures, prefix = '/trpc/'): Protocol {
  const find = <Name extends keyof Procedures>(name: Name): Procedure<Of<Name>> | undefined => {
    const given = procedures[name];
    return typeof given === 'string' ? { path: given } : given;
  };

  return {
    request(call) {
      if (call.name === 'batch') return batchOf(prefix, find('byId')?.path, call.ids);
      // The procedure was found by the call's own name, which the compiler does not follow through a union.
      const procedure = find(call.name) as Procedure<Call> | undefined;
      if (!procedure) return null;
      const { name: _, ...fields } = call;
      const input = procedure.input ? procedure.input(call) : usualInput(call, fields);
      return isMutation(call)
        ? { method: 'POST', path: prefix + procedure.path, body: JSON.stringify(input) }
        : { method: 'GET', path: prefix + procedure.path + (input === undefined ? '' : `?input=${encode(input)}`) };
    },
    content(call, body) {
      const answer: unknown = JSON.parse(body);
      if (call.name === 'batch') return asArray(answer).map(dataOf);
      const content = find(call.name)?.content ?? (call.name === 'push' || call.name === 'pull' ? tasksOf : undefined);
      const data = dataOf(answer);
      return content ? content(data) : data;
    },
  };
}

function batchOf(prefix: string, path: string | undefined, ids: readonly string[]): HttpRequest | null {
  if (path === undefined) return null;
  const input = Object.fromEntries(ids.map((id, index) => [index, { id }]));
  return { method: 'GET', path: `${prefix}${ids.map(() => path).join(',')}?batch=1&input=${encode(input)}` };
}

function isMutation({ name }: Call): boolean {
  return name === 'create' || name === 'update' || name === 'push';
}

function usualInput(call: Call, fields: object): unknown {
  if (call.name === 'ping') return undefined;
  return call.name === 'update' ? { id: call.id, patch: { title: call.title } } : fields;
}

function encode(input: unknown): string {
  return encodeURIComponent(JSON.stringify(input));
}

function dataOf(answer: unknown): unknown {
  if (isRecord(answer) && isRecord(answer['result'])) return answer['result']['data'];
  throw new Error(`Not an answer of tRPC: ${JSON.stringify(answer).slice(0, 200)}`);
}

function tasksOf(data: unknown): unknown {
  return isRecord(data) && 'tasks' in data ? data['tasks'] : data;
}

function asArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`Not a batch: ${JSON.stringify(value).slice(0, 200)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
