import type { AnyProcedure } from '@trpc/server';
import { appRouter } from './router.ts';

/** The procedure of a path such as `task.list`; undefined for any other text, whatever a caller sends. */
export function procedureAt(path: string): AnyProcedure | undefined {
  // At run time a router holds its procedures by their whole paths; its type nests them.
  const procedures = appRouter._def.procedures as unknown as Record<string, AnyProcedure>;
  return Object.hasOwn(procedures, path) ? procedures[path] : undefined;
}
