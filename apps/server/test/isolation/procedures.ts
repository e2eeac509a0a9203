import { appRouter } from '@typedo/api';
import type { Procedure } from '@typedo/contract';
import type { AnyProcedure } from '@trpc/server';
import type { $ZodType } from 'zod/v4/core';

/** A procedure as the router declares it. */
export interface Declared {
  readonly path: Procedure;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly input: $ZodType;
}

/** Every procedure of the router, from the router itself: what is added there is here without anybody's doing. */
export function declaredProcedures(): Declared[] {
  // At run time a router holds its procedures by their whole paths; its type nests them, and hides the schemas.
  const flat = appRouter._def.procedures as unknown as Record<Procedure, AnyProcedure>;
  return Object.entries(flat).map(([path, { _def: definition }]) => {
    const { inputs } = definition as unknown as { inputs: $ZodType[] }; // which tRPC's types hide
    const [input, ...more] = inputs;
    if (!input || more.length > 0) throw new Error(`${path} has not one input schema: say here how to read it`);
    return { path: path as Procedure, type: definition.type, input };
  });
}
