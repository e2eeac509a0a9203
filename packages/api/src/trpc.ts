import { initTRPC } from '@trpc/server';
import type { Scope } from '@typedo/contract';
import { refused, type Principal } from '@typedo/db/store';
import type { Context } from './context.ts';
import { toShape, withReason } from './errors.ts';

// `isDev` would send stacks to the client.
const t = initTRPC.context<Context>().create({ isDev: false, errorFormatter: toShape });

export const router = t.router;

/**
 * Lets a caller through who may do this; behind it `ctx.principal` is never null. Whatever is thrown behind it leaves as an
 * error with a reason. One middleware does both, because each level costs every call some microseconds.
 */
const allow = (may: (principal: Principal) => boolean, scope: Scope | null) =>
  t.middleware(async ({ ctx, path, next }) => {
    if (!ctx.principal) throw withReason(refused('UNAUTHENTICATED', {}));
    if (!may(ctx.principal)) throw withReason(refused('SCOPE_MISSING', { scope }));
    const result = await next({ ctx: { principal: ctx.principal } });
    if (!result.ok) throw withReason(result.error);
    ctx.onSuccess?.(path);
    return result;
  });

const has = (scope: Scope) => t.procedure.use(allow((principal) => principal.scopes.includes(scope), scope));

/** A procedure that reads tasks. */
export const reading = has('tasks:read');

/** A procedure that changes tasks. */
export const writing = has('tasks:write');

/** A procedure for a signed-in person: an API key, whatever its scopes, must not reach the account. */
export const inPerson = t.procedure.use(allow((principal) => principal.kind === 'session', null));
