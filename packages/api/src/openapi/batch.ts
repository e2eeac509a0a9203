import { limits } from '@typedo/contract';
import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { examples } from './examples.ts';
import { answerHeaders, ofABatch, type Refusals } from './refusals.ts';

/** The path of many calls in one request: queries by GET, mutations by POST. */
export function batchPath(refusals: Refusals): ZodOpenApiPathsObject {
  const operation = (kind: string): Omit<ZodOpenApiOperationObject, 'parameters' | 'requestBody'> => ({
    operationId: kind === 'queries' ? 'batch.queries' : 'batch.mutations',
    tags: ['batch'],
    summary: `Calls up to ${limits.batch.max} ${kind} in one request.`,
    description: `Each call is answered for itself, in their order; one that is refused does not stop the others. The status is 207 when they have different ones. Each call counts for the limits. A request for which there is a reason to refuse all of it is answered with one refusal.`,
    security: [{ apiKey: [] }, { session: [] }],
    responses: { 200: answers, 207: answers, ...refusals(ofABatch) },
  });
  const inputs = { type: 'object', additionalProperties: true } as const;
  const { input, output } = examples['task.byId'];
  const answers = {
    description: 'An answer for each call.',
    headers: answerHeaders,
    content: {
      'application/json': {
        schema: z.array(answer).min(1).max(limits.batch.max),
        example: [{ result: { data: output } }, { result: { data: examples['task.count'].output } }],
      },
    },
  };
  const batch = {
    name: 'batch',
    in: 'query' as const,
    required: true,
    schema: { type: 'string' as const, const: '1' },
    example: '1',
  };
  return {
    '/trpc/{procedures}': {
      get: {
        ...operation('queries'),
        parameters: [
          proceduresAs('task.byId,task.count'),
          batch,
          {
            name: 'input',
            in: 'query',
            description: 'The inputs as JSON: an object with the input of the first call at "0", of the second at "1".',
            content: { 'application/json': { schema: inputs, example: { 0: input } } },
          },
        ],
      },
      post: {
        ...operation('mutations'),
        parameters: [proceduresAs('task.update,task.delete'), batch],
        requestBody: {
          required: true,
          description: 'The inputs: the input of the first call at "0", of the second at "1".',
          content: {
            'application/json': {
              schema: inputs,
              example: { 0: examples['task.update'].input, 1: examples['task.delete'].input },
            },
          },
        },
      },
    },
  };
}

/** The parameter that names the procedures. */
function proceduresAs(example: string) {
  return {
    name: 'procedures',
    in: 'path',
    required: true,
    description: 'The procedures, with commas between.',
    schema: { type: 'string' },
    example,
  } as const;
}

/** What is answered to one of the calls: what its own path says. */
const answer = z
  .union([
    z.strictObject({ result: z.strictObject({ data: z.unknown() }) }),
    z.strictObject({ error: z.strictObject({ message: z.string(), code: z.int(), data: z.looseObject({}) }) }),
  ])
  .meta({ id: 'BatchAnswer' });
