import { inputKeys, summaries } from '@typedo/contract';
import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiParameterObject,
  ZodOpenApiPathItemObject,
  ZodOpenApiResponseObject,
} from 'zod-openapi';
import type { CatalogueEntry } from '../catalogue.ts';
import { examples } from './examples.ts';
import { answerHeaders, type Refusals } from './refusals.ts';

/** What a procedure takes, under the name that it has in the document. */
export interface Input {
  readonly name: string;
  readonly schema: z.ZodObject;
  /** Whether a call has to have one. */
  readonly required: boolean;
}

/** What a procedure takes, with a sentence at each key; undefined when it takes nothing. */
export function inputOf({ path, input }: Pick<CatalogueEntry, 'path' | 'input'>): Input | undefined {
  const object = input instanceof z.ZodPrefault ? input.unwrap() : input;
  if (!(object instanceof z.ZodObject)) return undefined;
  const sentences: Readonly<Record<string, string>> = inputKeys[path];
  const shape: Record<string, z.ZodType> = object.shape;
  const described: Record<string, z.ZodType> = {};
  for (const [key, schema] of Object.entries(shape)) described[key] = schema.meta({ description: sentences[key] });
  const { id: _, ...meta } = object.meta() ?? {};
  return {
    name: nameOf(path),
    schema: object.safeExtend(described).meta({ ...meta, unusedIO: 'input' }),
    required: !z.safeParse(input, undefined).success,
  };
}

/** The operation of a procedure: a GET for what asks, a POST for what changes. */
export function operationOf(
  entry: CatalogueEntry,
  input: Input | undefined,
  refusals: Refusals,
): ZodOpenApiPathItemObject {
  const operation: ZodOpenApiOperationObject = {
    operationId: entry.path,
    tags: [entry.path.slice(0, entry.path.indexOf('.'))],
    summary: summaries[entry.path],
    ...(notes[entry.path] && { description: notes[entry.path] }),
    security: securityOf(entry),
    responses: { 200: answerOf(entry), ...refusals(entry.reasons) },
  };
  if (entry.kind === 'mutation') return { post: { ...operation, requestBody: bodyOf(entry, input) } };
  return { get: input ? { ...operation, parameters: [parameterOf(entry, input)] } : operation };
}

/** What one sentence does not say. */
const notes: Partial<Record<CatalogueEntry['path'], string>> = {
  'sync.live':
    'The answer is a stream of server-sent events and has no end of its own before half an hour; try it with `curl -N`. An event without a name has `data` as the schema says, and an `id`: the cursor behind it, with which to go on. `connected` is the first event, `ping` says that the line is alive, `serialized-error` says in its data why the stream is over, `end` and `return` that it is.',
};

function securityOf({ needs }: CatalogueEntry): Record<string, string[]>[] {
  if (needs === 'a session') return [{ session: [] }];
  return [{ apiKey: typeof needs === 'string' ? [] : [needs.scope] }, { session: [] }];
}

function parameterOf({ path }: CatalogueEntry, input: Input): ZodOpenApiParameterObject {
  const example: unknown = examples[path].input;
  return {
    name: 'input',
    in: 'query',
    required: input.required,
    description: 'The input as JSON.',
    content: { 'application/json': { schema: refTo(input), example } },
  };
}

function bodyOf(
  { path }: CatalogueEntry,
  input: Input | undefined,
): NonNullable<ZodOpenApiOperationObject['requestBody']> {
  if (!input)
    return {
      description: 'Nothing: an empty body, whose `content-type` is `application/json` all the same.',
      required: false,
      content: { 'application/json': {} },
    };
  const example: unknown = examples[path].input;
  return { required: true, content: { 'application/json': { schema: refTo(input), example } } };
}

function answerOf({ path, kind, output }: CatalogueEntry): ZodOpenApiResponseObject {
  const data: unknown = examples[path].output;
  if (kind === 'subscription') {
    const content = { 'text/event-stream': { schema: output, example: data } };
    return { description: 'Events, as they happen. The schema is of their data.', headers: answerHeaders, content };
  }
  const schema = z.strictObject({ result: z.strictObject({ data: output }) });
  return {
    description: 'Done.',
    headers: answerHeaders,
    content: { 'application/json': { schema, example: { result: { data } } } },
  };
}

function refTo({ name }: Input): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** `task.updateMany` -> `TaskUpdateManyInput`. */
function nameOf(path: string): string {
  return `${path.replaceAll(/(?:^|\.)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Input`;
}
