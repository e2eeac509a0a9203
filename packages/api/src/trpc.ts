import { initTRPC, type AnyProcedure, type TRPCBuiltRouter, type TRPCRouterBuilder } from '@trpc/server';
import type { Scope } from '@typedo/contract';
import { admit, anyone, inPersonOnly, withScope, type Access } from './access.ts';
import type { Context } from './context.ts';
import { direct, type Meta } from './direct.ts';
import { toShape, type ErrorShape } from './errors.ts';

// `isDev` would send stacks to the client.
const t = initTRPC.context<Context>().meta<object>().create({ isDev: false, errorFormatter: toShape });

/** What the types of routers tell of the server: programs have them, and its insides are none of their business. */
type Told = {
  ctx: any; // stands for Context without naming it, so that `Served` holds without an assertion
  meta: object;
  errorShape: ErrorShape;
  transformer: false;
};

/** A router as the server sees it: it wants a Context to be called. */
export type Served<R extends ReturnType<typeof router>> = TRPCBuiltRouter<typeof t._config.$types, R['_def']['record']>;

/** tRPC's router, of procedures that run directly. */
export const router: TRPCRouterBuilder<Told> = (record) =>
  t.router(
    // The same keys, with the same types.
    Object.fromEntries(
      Object.entries(record).map(([name, item]) => [name, isProcedure(item) ? direct(item) : item]),
    ) as typeof record,
  );

function isProcedure(item: unknown): item is AnyProcedure {
  return typeof item === 'function';
}

/** Says the type behind `direct`, which admits by the same function: `ctx.principal` is never null. */
const admitting = (access: Access, checksOutput: boolean) =>
  t.procedure
    .meta({ access, checksOutput } satisfies Meta)
    .use(({ ctx, next }) => next({ ctx: { principal: admit(ctx.principal, access) } }));

// What the store answers is made field by field, or was when it was stored: whether it is parsed once more is the context's to say.
const has = (scope: Scope) => admitting(withScope(scope), false);

/** A procedure that reads tasks. */
export const reading = has('tasks:read');

/** A procedure that changes tasks. */
export const writing = has('tasks:write');

/** A procedure for a signed-in person: an API key, whatever its scopes, must not reach the account. */
export const inPerson = admitting(inPersonOnly, true);

/** A procedure for whoever is signed in, by a session or any key. */
export const signedIn = admitting(anyone, true);
