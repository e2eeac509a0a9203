import { reasonsByName, type Reason } from '@typedo/contract';
import { z } from 'zod';
import type { Answer } from './send.ts';

/** What became of one call: its data, or why it was refused. */
export type Result = { data: unknown; reason?: never } | { reason: Reason; data?: never };

const refusal = z.union(
  Object.entries(reasonsByName).map(([reason, { code, details }]) =>
    z.strictObject({
      code: z.literal(code),
      httpStatus: z.int().min(400).max(499),
      path: z.string().nullable(),
      reason: z.literal(reason),
      details,
    }),
  ),
);
const one = z.union([
  z.strictObject({ result: z.strictObject({ data: z.unknown() }) }),
  z.strictObject({ error: z.strictObject({ code: z.int(), message: z.string(), data: refusal }) }),
]);
const many = z.array(one).min(1);

/**
 * Reads an answer: a result for each call, or one refusal for all. Undefined for a stream that began.
 *
 * @throws Error when it is no answer of the contract, or says that something went wrong on the server's side.
 */
export function resultsOf({ status, type, text }: Answer): Result[] | undefined {
  const shown = `${status} ${type} ${text.slice(0, 500)}`;
  if (status >= 500) throw new Error(`The server failed: ${shown}`);
  if (type.startsWith('text/event-stream')) {
    if (status !== 200 || /event: serialized-error/.test(text)) throw new Error(`A stream that failed: ${shown}`);
    return undefined;
  }
  // A head that is too long is refused before there is a request, perhaps without a word.
  if (status === 431 && text === '') return [];
  if (!type.startsWith('application/json')) throw new Error(`No answer of the contract: ${shown}`);
  const body: unknown = JSON.parse(text);
  const parsed = Array.isArray(body) ? many.safeParse(body) : one.transform((each) => [each]).safeParse(body);
  if (parsed.error) throw new Error(`No answer of the contract: ${shown}\n${z.prettifyError(parsed.error)}`);
  return parsed.data.map((each) => {
    if ('result' in each) return { data: each.result.data };
    const { message, data } = each.error;
    const reason = data.reason as Reason; // one of those that the schema was made from
    if (reasonsByName[reason].message !== message) throw new Error(`Another sentence than the contract's: ${shown}`);
    return { reason };
  });
}
