import { appRouter } from '@typedo/api';
import type { AnyProcedure } from '@trpc/server';
import { z } from 'zod';

/** A procedure as the router declares it. */
export interface Declared {
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  /** What a caller may send; undefined when the procedure takes nothing. */
  readonly input: JsonSchema | undefined;
}

/** What zod says of a schema: the part of JSON Schema 2020-12 that it writes. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every procedure of the router, so that a test over them covers a new one without another line. */
export function declaredProcedures(): Declared[] {
  // At run time a router holds its procedures by their whole paths; its type nests them.
  const flat = appRouter._def.procedures as unknown as Record<string, AnyProcedure>;
  return Object.entries(flat).map(([path, { _def: definition }]) => {
    const { inputs } = definition as unknown as { inputs: z.ZodType[] }; // which tRPC's types hide
    const [schema, ...more] = inputs;
    if (more.length > 0) throw new Error(`${path} has several input schemas: say here how to join them`);
    const takesNothing = !schema || schema instanceof z.ZodVoid || schema instanceof z.ZodUndefined;
    return { path, type: definition.type, input: takesNothing ? undefined : z.toJSONSchema(schema, { io: 'input' }) };
  });
}
