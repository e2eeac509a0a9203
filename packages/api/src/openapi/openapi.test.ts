import { contractVersion, reasons } from '@typedo/contract';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { lintOpenApi } from '../../test/lint-openapi.js';
import { catalogue } from '../index.ts';
import { openApiDocument } from './index.ts';

const document = openApiDocument({ origin: 'https://tasks.example.org', cookie: 'session' });
const { paths = {}, components = {} } = document;

describe('the OpenAPI document', () => {
  it('is one that a linter finds nothing wrong with', async () => {
    expect(await lintOpenApi(document)).toEqual([]);
  });

  it('has every procedure, called as it is called, for whoever may call it', () => {
    for (const { path, kind, needs } of catalogue()) {
      const { get, post } = paths[`/trpc/${path}`] ?? {};
      const operation = kind === 'mutation' ? post : get;
      expect([path, Boolean(get), Boolean(post)]).toEqual([path, kind !== 'mutation', kind === 'mutation']);
      const keys =
        typeof needs === 'object' ? [{ apiKey: [needs.scope] }] : needs === 'a session' ? [] : [{ apiKey: [] }];
      expect(operation).toMatchObject({ operationId: path, security: [...keys, { session: [] }] });
    }
    const rest = Object.keys(paths).filter((path) => !catalogue().some((entry) => path === `/trpc/${entry.path}`));
    expect(rest).toEqual(['/trpc/{procedures}']);
    expect(document.info.version).toBe(contractVersion);
  });

  it('has every reason of a procedure at its status, and no other', () => {
    for (const { path, kind, reasons: named } of catalogue()) {
      const responses = paths[`/trpc/${path}`]?.[kind === 'mutation' ? 'post' : 'get']?.responses ?? {};
      const found = Object.entries(responses).flatMap(
        ([status, response]) => (/^[45]/.test(status) ? setOf(response as { $ref: string }) : []), // each of them is among the components
      );
      expect([path, ...found.toSorted()]).toEqual([path, ...named.toSorted()]);
    }
    expect(Object.keys(components.schemas ?? {})).toEqual(
      expect.arrayContaining(Object.keys(reasons).filter((reason) => reason !== 'PROCEDURE_NOT_FOUND')),
    );
  });

  it('has examples that its schemas accept', () => {
    const ajv = addFormats.default(new Ajv2020({ allErrors: true, strict: false })).addSchema(document, 'document');
    const wrong = examplesIn(document, '#').flatMap(({ pointer, value }) =>
      ajv.validate({ $ref: `document${pointer}` }, value) ? [] : [[pointer, ajv.errorsText()]],
    );
    expect(wrong).toEqual([]);
    expect(examplesIn(document, '#').length).toBeGreaterThan(60);
  });
});

/** The reasons of a response, which is named by them. */
function setOf({ $ref }: { $ref: string }): string[] {
  return $ref.slice('#/components/responses/'.length).split('.');
}

/** Every example of a document, with the pointer to the schema beside it. */
function examplesIn(node: unknown, pointer: string): { pointer: string; value: unknown }[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.entries(node).flatMap(([key, child]) =>
    examplesIn(child, `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`),
  );
  if (!('schema' in node)) return inside;
  const many = 'examples' in node ? Object.values(node.examples as Record<string, { value: unknown }>) : []; // of this document's
  const values = [...('example' in node ? [node.example] : []), ...many.map(({ value }) => value)];
  return [...inside, ...values.map((value) => ({ pointer: `${pointer}/schema`, value }))];
}
