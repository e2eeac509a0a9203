import { commonReasons, reasonsByName, requestIdHeader, type Reason } from '@typedo/contract';
import { refused } from '@typedo/db/store';
import { getTRPCErrorShape } from '@trpc/server';
import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { withReason, type ErrorShape } from '../errors.ts';
import { appRouter } from '../router.ts';
import { detailsOf } from './examples.ts';

/** Makes the answers to a call that is refused for one of these reasons: one for each HTTP status. */
export type Refusals = (reasons: readonly Reason[]) => ZodOpenApiResponsesObject;

/** The headers of answers, by the names that they have among the components. */
export const headers = {
  RequestId: {
    description: "The id of the request. The server's log has the same.",
    required: true,
    schema: { type: 'string' },
    example: 'k3v9x2-1f',
  },
  RetryAfter: {
    description: 'After how many seconds the same call may be sent again.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 10,
  },
} as const;

/** The headers of an answer that was not refused. */
export const answerHeaders = { [requestIdHeader]: { $ref: '#/components/headers/RequestId' } };

const refusalHeaders = { ...answerHeaders, 'retry-after': { $ref: '#/components/headers/RetryAfter' } };

const allReasons = Object.keys(reasonsByName) as Reason[]; // as it was written

/** What the door answers to a request that is no good call of any procedure. */
const ofTheDoor = allReasons.filter((reason) => /^(METHOD|PAYLOAD|REQUEST|UNSUPPORTED)/.test(reason));

/** Makes the maker of refusals, which says each reason and each set of reasons once, whatever the number of procedures that have it. */
export function refusals(): Refusals {
  const errors = new Map(allReasons.map((reason) => [reason, errorOf(reason)]));
  const responses = new Map<string, ZodOpenApiResponseObject>();
  const other = responseOf('Refused', ofTheDoor);

  function responseOf(id: string, alike: readonly Reason[]): ZodOpenApiResponseObject {
    const found = alike.map((reason) => errors.get(reason)!); // which has them all
    const waits = alike.every((reason) => reason === 'RATE_LIMITED' || reason === 'UNAVAILABLE');
    const examples: Record<string, { value: unknown }> = {};
    for (const { example } of found) examples[example.error.data.reason] = { value: example };
    return {
      id,
      description: alike.map((reason) => `\`${reason}\`: ${reasonsByName[reason].message}`).join('\n\n'),
      headers: waits ? refusalHeaders : answerHeaders,
      content: {
        'application/json': {
          schema: found.length === 1 ? found[0]!.schema : z.union(found.map(({ schema }) => schema)), // there is one
          examples,
        },
      },
    };
  }

  return (named) => {
    const byStatus = Map.groupBy(named, (reason) => errors.get(reason)!.status); // which has them all
    const answers = [...byStatus].map(([status, alike]) => {
      const id = alike.join('.');
      const response = responses.get(id) ?? responseOf(id, alike);
      responses.set(id, response);
      return [String(status), response] as const;
    });
    return { ...Object.fromEntries(answers), default: other };
  };
}

/** The reasons for which a whole batch is refused, before any of its calls runs. */
export const ofABatch = commonReasons.filter((reason) => reason !== 'SCOPE_MISSING' && reason !== 'UNAUTHENTICATED');

interface Refusal {
  readonly status: number;
  readonly schema: z.core.$ZodType;
  readonly example: { error: ErrorShape };
}

/** What is answered for a reason: as the error formatter of the router itself writes it. */
function errorOf(reason: Reason): Refusal {
  const error = withReason(refused(reason, detailsOf[reason]));
  const { _config: config } = appRouter._def;
  const shape = getTRPCErrorShape({
    config,
    error,
    type: 'unknown',
    path: 'task.create',
    input: undefined,
    ctx: undefined,
  });
  const { httpStatus: status } = shape.data;
  const schema = z.strictObject({
    error: z.strictObject({
      message: z.string().meta({ description: 'A sentence for people.' }),
      code: z.literal(shape.code).meta({ description: "JSON-RPC's code." }),
      data: z.strictObject({
        code: z.literal(shape.data.code),
        httpStatus: z.literal(reason === 'PAYLOAD_TOO_LARGE' ? [status, 414] : [status]), // HTTP has another one for a URL
        path: z
          .string()
          .nullable()
          .meta({ description: 'The procedure; null when the request was refused before one was looked for.' }),
        reason: z.literal(reason),
        details: reasonsByName[reason].details,
      }),
    }),
  });
  return { status, schema: schema.meta({ id: reason }), example: { error: shape } };
}
