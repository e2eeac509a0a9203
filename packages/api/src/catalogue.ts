import type { AnyProcedure } from '@trpc/server';
import { commonReasons, liveEvent, procedureReasons, type Procedure, type Reason } from '@typedo/contract';
import type { z } from 'zod';
import type { Needs } from './access.ts';
import { definitionOf } from './direct.ts';
import { appRouter } from './router.ts';

/** A procedure as whoever is no TypeScript program has to know it. */
export interface CatalogueEntry {
  readonly path: Procedure;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** What it takes; `z.void()` when it takes nothing. */
  readonly input: z.core.$ZodType;
  /** What it answers; of a subscription, the data of one event. */
  readonly output: z.core.$ZodType;
  readonly needs: Needs;
  /** Why it may refuse: its own reasons, then those of every procedure. */
  readonly reasons: readonly Reason[];
}

/** Every procedure of the router in the contract's order: its documents, gates and other doors are made from this. */
export function catalogue(): CatalogueEntry[] {
  // At run time a router holds its procedures by their whole paths; its type nests them.
  const procedures = appRouter._def.procedures as unknown as Record<string, AnyProcedure>;
  // The contract names the same ones, which a test holds true.
  return (Object.keys(procedureReasons) as Procedure[]).map((path) => entryOf(path, procedures[path]!));
}

function entryOf(path: Procedure, procedure: AnyProcedure): CatalogueEntry {
  const {
    inputs: [input],
    output,
    meta,
  } = definitionOf(procedure);
  const kind = procedure._def.type;
  return {
    path,
    kind,
    input,
    output: kind === 'subscription' ? liveEvent : output, // a stream has no schema; its events have this one
    needs: meta.access.needs,
    reasons: [...procedureReasons[path], ...commonReasons],
  };
}
