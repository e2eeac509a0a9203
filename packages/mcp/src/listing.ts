import type { Tool as ListedTool } from '@modelcontextprotocol/sdk/types.js';
import type { Scope } from '@typedo/contract';
import { z } from 'zod';
import { tools, type Tool } from './tools.ts';

/**
 * Makes the function that lists the tools that a caller's scopes let him use: an agent plans with what it is shown, and one that may only read
 * shall not plan to write. All of them when the scopes are not known: a call says what is missing. The schemas are made once.
 */
export function createListing(): (scopes: readonly Scope[] | null) => ListedTool[] {
  const all = tools.map((tool) => ({ scope: tool.scope, listed: listedTool(tool) }));
  return (scopes) => all.filter(({ scope }) => scopes?.includes(scope) ?? true).map(({ listed }) => listed);
}

function listedTool(tool: Tool): ListedTool {
  const { name, title, description, input, output, keys, scope, overwrites, repeatable } = tool;
  const inputSchema = jsonSchemaOf(input, 'input');
  for (const [key, property] of Object.entries(inputSchema.properties ?? {}))
    if (Object.hasOwn(keys, key)) Object.assign(property, { description: keys[key] });
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema: jsonSchemaOf(output, 'output'),
    annotations: {
      readOnlyHint: scope === 'tasks:read',
      destructiveHint: overwrites,
      idempotentHint: repeatable,
      openWorldHint: false, // nothing but this account's tasks
    },
  };
}

/** JSON Schema as the protocol wants it: of an object, in its own dialect, which need not be named. */
function jsonSchemaOf(schema: z.ZodObject, io: 'input' | 'output'): ListedTool['inputSchema'] {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, metadata: new Unnamed() });
  return { ...json, type: 'object' } as ListedTool['inputSchema']; // of an object all of these parts are what they say
}

/** What schemas say of themselves, but for their names: a named one would be a reference, which not every agent program follows. */
class Unnamed extends z.core.$ZodRegistry<Record<string, unknown>> {
  override get(schema: z.core.$ZodType): Record<string, unknown> {
    const { id: _, ...rest } = z.globalRegistry.get(schema) ?? {};
    return rest;
  }
}
