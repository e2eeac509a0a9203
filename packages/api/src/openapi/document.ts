import { contractVersion, type Procedure } from '@typedo/contract';
import type { z } from 'zod';
import { createDocument, type ZodOpenApiOverrideContext, type ZodOpenApiPathsObject } from 'zod-openapi';
import { catalogue } from '../catalogue.ts';
import { batchPath } from './batch.ts';
import { headers, refusals } from './refusals.ts';
import { inputOf, operationOf } from './operation.ts';
import { contact, intro, license, securitySchemes, tags } from './words.ts';

/** An OpenAPI 3.1 document, as JSON. */
export type Document = ReturnType<typeof createDocument>;

/** What differs from server to server. */
export interface DocumentOptions {
  /** Where people reach the server, without a path. */
  readonly origin: string;
  /** The name of the cookie of a session. */
  readonly cookie: string;
}

/**
 * Makes the OpenAPI 3.1 document of every procedure, as calls over HTTP are: from the catalogue and the contract's schemas alone, so that a
 * procedure or a rule that is new is in it without another line.
 */
export function openApiDocument({ origin, cookie }: DocumentOptions): Document {
  const entries = catalogue();
  const responses = refusals();
  const paths: ZodOpenApiPathsObject = {};
  const schemas: Record<string, z.core.$ZodType> = {};
  for (const entry of entries) {
    const input = inputOf(entry);
    if (input) schemas[input.name] = input.schema;
    paths[`/trpc/${entry.path satisfies Procedure}`] = operationOf(entry, input, responses);
  }
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Typedo',
        summary: 'A task service',
        version: contractVersion,
        description: intro,
        contact,
        license,
      },
      servers: [{ url: origin }],
      tags,
      paths: { ...paths, ...batchPath(responses) },
      components: { schemas, headers, securitySchemes: securitySchemes(cookie) },
    },
    { override: withoutOwnFormats },
  );
}

/** zod says of a beginning that it is a format, beside the pattern; no standard knows it. */
function withoutOwnFormats({ jsonSchema }: ZodOpenApiOverrideContext): void {
  if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
}
