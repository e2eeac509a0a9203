import { catalogue, type CatalogueEntry } from '@typedo/api';
import { newId, type Procedure } from '@typedo/contract';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createListing } from './listing.ts';
import { procedureOf, toolOf, tools } from './tools.ts';

const listed = createListing()(null);
const procedures = new Map<Procedure, CatalogueEntry>(catalogue().map((entry) => [entry.path, entry]));

describe.each(tools.map((tool) => ({ ...tool, behind: procedures.get(tool.procedure)! })))(
  '$name',
  ({ name, keys, output, scope, toInput, behind }) => {
    const { inputSchema, outputSchema, annotations, description } = listed.find((each) => each.name === name)!;

    test('has the schemas of its procedure, each in one piece, and needs what that needs', () => {
      expect(behind.needs).toEqual({ scope });
      expect(output).toBe(behind.output);
      expect(outputSchema).toEqual(inOnePiece(behind.output, 'output'));
      if (!toInput) expect(withoutDescriptions(inputSchema)).toEqual(inOnePiece(behind.input, 'input'));
      expect(JSON.stringify(inputSchema)).not.toContain('"$ref"');
    });

    test('says what it does and what each key means', () => {
      expect(description).toMatch(/^[A-Z].*\.$/);
      const { properties = {} } = inputSchema;
      expect(Object.keys(properties).toSorted()).toEqual(Object.keys(keys).toSorted());
      for (const property of Object.values(properties))
        expect(property).toMatchObject({ description: expect.stringMatching(/\.$/) });
    });

    test('says that it reads if its procedure does', () => {
      expect(annotations).toMatchObject({ readOnlyHint: behind.kind === 'query', openWorldHint: false });
    });
  },
);

test('complete_task takes what update_task takes, with the one field in the place of the patch', () => {
  const { input, toInput } = toolOf('complete_task')!;
  const { patch: _, ...rest } = inOnePiece(toolOf('update_task')!.input, 'input').properties;
  expect(inOnePiece(input, 'input').properties).toEqual({ ...rest, complete: { type: 'boolean', default: true } });
  const args = { id: newId(), was: { title: 'Milk' }, mutationId: newId() };
  expect(toInput?.(args)).toEqual({ input: { ...args, patch: { complete: true } } });
  expect(toInput?.({ ...args, complete: false })).toEqual({ input: { ...args, patch: { complete: false } } });
  expect(toInput?.('text')).toMatchObject({ refusal: { reason: 'INVALID_INPUT' } });
});

test('only what would lose a text asks for care, and only a create does more when it is repeated', () => {
  const those = (is: (hints: NonNullable<(typeof listed)[number]['annotations']>) => boolean | undefined) =>
    listed.flatMap(({ name, annotations = {} }) => (is(annotations) ? name : []));
  expect(those(({ destructiveHint }) => destructiveHint)).toEqual(['update_task']);
  expect(those(({ idempotentHint }) => !idempotentHint)).toEqual(['create_task']);
});

test('a caller is shown what his scopes let him use', () => {
  const shown = createListing();
  expect(shown(['tasks:read', 'tasks:write'])).toEqual(listed);
  expect(shown(['tasks:write']).map(({ name }) => name)).not.toContain('list_tasks');
  expect(shown([])).toEqual([]);
});

test('a message counts as a call of a procedure when it calls a tool that there is', () => {
  const call = (params: unknown) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  expect(procedureOf(call({ name: 'complete_task', arguments: {} }))).toBe('task.update');
  for (const message of [null, 'text', call(null), call({ name: 'constructor' }), { method: 'tools/list', params: {} }])
    expect(procedureOf(message)).toBeUndefined();
});

/** As much of JSON Schema as is looked at here. */
interface Json {
  properties: Record<string, object>;
}

/** The JSON Schema of the contract, with what is named in the place of its name. */
function inOnePiece(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, $defs = {}, default: _default, $ref, ...json } = z.toJSONSchema(schema, { io });
  const filled = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value) return filled($defs[String(value.$ref).replace('#/$defs/', '')]);
    if (Array.isArray(value)) return value.map(filled);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filled(part)]));
  };
  return filled($ref === undefined ? json : { $ref }) as Json; // of an object
}

function withoutDescriptions({ properties = {}, ...rest }: (typeof listed)[number]['inputSchema']) {
  const plain = Object.entries(properties).map(([key, property]) => [key, { ...property, description: undefined }]);
  return { ...rest, properties: Object.fromEntries(plain) };
}
