import type { Document } from '@typedo/api/openapi';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { CatalogueEntry } from '@typedo/api';

/** What was answered to a call. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** Of a stream the data of an event. */
  readonly body: unknown;
}

/** Says of an answer what it means, `done` or a reason, and what of it the document does not say. */
export type AnswerCheck = (
  call: { readonly path: string; readonly kind: CatalogueEntry['kind']; readonly input?: unknown },
  answered: Answered,
) => { outcome: string; faults: string[] };

/** Makes the check of answers by a document, which knows nothing else of them. */
export function createAnswerCheck(document: Document): AnswerCheck {
  const ajv = addFormats.default(new Ajv2020({ allErrors: true, strict: false })).addSchema(document, 'document');
  const at = (pointer: string) =>
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/')], document); // a pointer that was found in it
  const wrongWith = (pointer: string, value: unknown) =>
    ajv.validate({ $ref: `document#${encodeURI(pointer)}` }, value) ? [] : [`${pointer}: ${ajv.errorsText()}`];

  return ({ path, kind, input }, { status, headers, body }) => {
    const operation = `/paths/~1trpc~1${path}/${kind === 'mutation' ? 'post' : 'get'}`;
    const responses = at(`${operation}/responses`) as Record<string, { $ref?: string }>; // every operation has them
    const named = Object.hasOwn(responses, status) ? String(status) : 'default';
    const response = responses[named]?.$ref?.slice(1) ?? `${operation}/responses/${named}`;
    const { content = {}, headers: told = {} } = at(response) as { content?: object; headers?: object }; // a response
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const faults = [
      ...(Object.hasOwn(content, type)
        ? wrongWith(`${response}/content/${type.replace('/', '~1')}/schema`, body)
        : [`The type ${type}`]),
      ...Object.keys(told)
        .filter((name) => headers.get(name) === null)
        .map((name) => `No header ${name}`),
    ];
    const reason = (body as { error?: { data: { reason: string } } } | null)?.error?.data.reason; // if it is a refusal
    // Input that is taken is what the document asks for.
    const name = `/components/schemas/${path.replaceAll(/(?:^|\.)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Input`;
    if (reason === undefined && input !== undefined) faults.push(...wrongWith(name, input));
    return { outcome: reason ?? 'done', faults };
  };
}
