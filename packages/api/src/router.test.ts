import { limits, newId, procedureReasons, scope } from '@typedo/contract';
import { dialects, setupStore } from '@typedo/db/testing';
import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, type AnyProcedure } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import type { Accounts } from './account/accounts.ts';
import { appRouter, type Context } from './index.ts';

// At run time a router holds its procedures by their whole paths; its type nests them.
const flat = appRouter._def.procedures as unknown as Record<string, AnyProcedure>;
const procedures = Object.entries(flat);

describe('the router', () => {
  it('has exactly the procedures whose reasons the contract names', () => {
    expect(procedures.map(([path]) => path).toSorted()).toEqual(Object.keys(procedureReasons).toSorted());
  });

  it('declares what every procedure takes and answers', () => {
    for (const [path, { _def: definition }] of procedures) {
      // tRPC's types hide both parts; without an input schema a call's body is not looked at, whatever it is.
      const { inputs, output } = definition as unknown as { inputs: unknown[]; output: unknown };
      expect([path, inputs.length, typeof output]).toEqual([path, 1, 'object']);
    }
  });
});

describe('a caller', () => {
  it('who is nobody is let into no procedure', async () => {
    for (const [path] of procedures)
      expect(await reasonOf(path, undefined, context({ principal: null }))).toBe('UNAUTHENTICATED');
  });

  it('needs the scope of what it does, and no key reaches the account but to ask who it is', async () => {
    for (const [path, { _def: definition }] of procedures) {
      for (const scopes of [[], ['tasks:read'], ['tasks:write'], scope.options] as const) {
        const needed = definition.type === 'mutation' ? 'tasks:write' : 'tasks:read';
        const allowed =
          path === 'account.me' || (!path.startsWith('account.') && scopes.some((given) => given === needed));
        const reason = await reasonOf(
          path,
          null,
          context({ principal: { ...nobody, kind: 'key', keyId: 'k', scopes } }),
        );
        expect([path, scopes, reason]).toEqual([path, scopes, allowed ? 'INVALID_INPUT' : 'SCOPE_MISSING']);
      }
    }
  });
});

describe('an error', () => {
  it('lists ten issues at most, and repeats nothing of a wrong input', async () => {
    const ids = Array.from({ length: limits.many.max }, () => 'secret');
    const patch = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`secret ${index}`, 'secret'.repeat(1000)]),
    );
    const shape = await shapeOf('task.updateMany', { ids, patch }, context({}));
    expect(shape.data).toMatchObject({ code: 'BAD_REQUEST', httpStatus: 400, reason: 'INVALID_INPUT' });
    expect(shape.data.reason === 'INVALID_INPUT' && shape.data.details.issues).toHaveLength(limits.issues.max);
    const keys = JSON.stringify(await shapeOf('task.update', { id: newId(), patch }, context({})));
    expect([keys.length < 1_000, keys.includes('Unrecognized keys')]).toEqual([true, true]);
  });

  it('keeps to itself what went wrong inside', async () => {
    const broken = () => Promise.reject(new Error('select secret from /var/lib/postgres'));
    const shape = await shapeOf(
      'account.keys.list',
      undefined,
      context({ accounts: { ...accounts, keys: { ...accounts.keys, list: broken } } }),
    );
    expect(shape).toEqual({
      code: -32603,
      message: 'Something went wrong on our side.',
      data: {
        code: 'INTERNAL_SERVER_ERROR',
        httpStatus: 500,
        path: 'account.keys.list',
        reason: 'INTERNAL',
        details: {},
      },
    });
  });

  it('says that an answer was wrong as a failure of ours', async () => {
    const wrong = () => Promise.resolve([{ id: 'k', secret: 'tdo_x' }] as never); // the type would not allow it
    const shape = await shapeOf(
      'account.keys.list',
      undefined,
      context({ accounts: { ...accounts, keys: { ...accounts.keys, list: wrong } } }),
    );
    expect(shape.data).toMatchObject({ httpStatus: 500, reason: 'INTERNAL' });
  });
});

for (const dialect of dialects) {
  describe(dialect, () => {
    it('names a create by the id of its task, and any other intention that its caller did not name by a new id', async () => {
      await using world = await setupStore(dialect);
      const { task } = appRouter.createCaller(
        context({ principal: { ...(await world.principal()), sessionId: 's' }, tasks: world.store }),
      );
      const id = newId();
      const [made, again] = [await task.create({ id, title: 't' }), await task.create({ id, title: 't' })];
      expect(again).toEqual(made);
      await expect(task.create({ id, title: 'other' })).rejects.toMatchObject({
        cause: { refusal: { reason: 'TASK_ID_TAKEN' } },
      });
      const mutationId = newId();
      const named = await task.create({ mutationId, title: 'named by its mutation' });
      expect(await task.create({ mutationId, title: 'named by its mutation' })).toEqual(named);
      expect(await task.update({ id, patch: { title: 'a' } })).toMatchObject({ title: 'a' });
      expect(await task.update({ id, patch: { title: 'b' } })).toMatchObject({ title: 'b' });
    });
  });
}

const nobody = { userId: newId(), kind: 'session', keyId: null, sessionId: 's', scopes: scope.options } as const;

const unused = (): never => {
  throw new Error('Not to be called');
};

const accounts: Accounts = {
  keys: { create: unused, list: unused, revoke: unused },
  sessions: { list: unused, end: unused, endOthers: unused },
  describe: unused,
  delete: unused,
};

function context(given: Partial<Context>): Context {
  const tasks = {
    list: unused,
    count: unused,
    byId: unused,
    history: unused,
    write: unused,
    pull: unused,
    position: unused,
    export: unused,
  };
  return { principal: nobody, tasks, feed: { follow: unused }, accounts, checksOutput: true, ...given };
}

/** The error of a call as a client sees it. */
async function shapeOf(path: string, input: unknown, ctx: Context) {
  const { type } = flat[path]?._def ?? { type: 'query' };
  try {
    await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx,
      getRawInput: () => Promise.resolve(input),
      signal: undefined,
      batchIndex: 0,
    });
  } catch (thrown) {
    const error = getTRPCErrorFromUnknown(thrown);
    return getTRPCErrorShape({ config: appRouter._def._config, error, type: 'unknown', path, input, ctx });
  }
  throw new Error(`${path} was not refused`);
}

async function reasonOf(path: string, input: unknown, ctx: Context): Promise<string> {
  return (await shapeOf(path, input, ctx)).data.reason;
}
