import { catalogue } from '@typedo/api';
import { changePassword, fieldsOf, patch, reasons, signIn, signUp, timestamp, type Procedure } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { all, examples, id, names, withKeys, x, type Examples } from './contract-examples.ts';

const entries = catalogue();

describe.each(entries)('$path', ({ path, input }) => {
  it('takes what it may be given', () => {
    expect(examples[path].takes.filter((given) => !z.safeParse(input, given).success)).toEqual([]);
  });

  it('refuses anything else', () => {
    expect(examples[path].refuses.filter((given) => z.safeParse(input, given).success)).toEqual([]);
    const unknown = examples[path].takes
      .filter((given) => given !== undefined)
      .map((given) => ({ ...(given as object), more: 1 })); // inputs are objects
    expect(unknown.filter((given) => z.safeParse(input, given).success)).toEqual([]);
  });
});

it('what is left out of an input has a value that is known', () => {
  const given = (path: Procedure, value: unknown) =>
    z.parse(entries.find((entry) => entry.path === path)!.input, value);
  expect(given('task.list', undefined)).toEqual({ deleted: false, order: 'newest', limit: 50 });
  expect(given('task.history', { id })).toEqual({ id, limit: 50 });
  expect(given('sync.pull', undefined)).toEqual({ cursor: null, limit: 500 });
  expect(given('account.export', undefined)).toEqual({ limit: 200 });
  expect(given('task.create', { title: ' x ' })).toEqual({ title: 'x' });
  expect(fieldsOf({ title: 'x' })).toMatchObject({ title: 'x', description: null, complete: false });
});

it('what JSON Schema cannot say by a type is said beside it, for whatever shows it', () => {
  expect(z.toJSONSchema(patch)).toMatchObject({ minProperties: 1 });
  expect(z.toJSONSchema(timestamp)).toMatchObject({ format: 'date-time', 'x-rules': ['yearOne'] });
  expect(z.toJSONSchema(reasons.RATE_LIMITED.details)).toMatchObject({
    properties: { retryAfter: { description: 'seconds' } },
  });
});

it('a caller needs the same as ever', () => {
  const needing = (needs: unknown) =>
    entries.filter((entry) => JSON.stringify(entry.needs) === JSON.stringify(needs)).map(({ path }) => path);
  expect(needing('a session or any key')).toEqual(['account.me']);
  expect(needing('a session')).toEqual(
    Object.keys(examples).filter((path) => path.startsWith('account.') && path !== 'account.me'),
  );
  expect(needing({ scope: 'tasks:write' })).toEqual([
    ...['create', 'update', 'delete', 'restore', 'updateMany', 'deleteMany'].map((name) => `task.${name}`),
    'sync.push',
  ]);
  expect(needing({ scope: 'tasks:read' })).toEqual([
    ...['list', 'count', 'byId', 'history'].map((name) => `task.${name}`),
    ...['pull', 'live'].map((name) => `sync.${name}`),
  ]);
});

describe('a form of an account', () => {
  const email = 'a@b.example';
  it.each<[string, z.core.$ZodType, Examples]>([
    [
      'to sign in',
      signIn,
      withKeys(
        { email, password: 'x' },
        {
          takes: [
            {},
            { email: ` ${email.toUpperCase()} ` },
            { email: `${x(64)}@${x(60)}.${x(60)}.${x(59)}.example` },
            { password: x(128) },
          ],
          refuses: [
            { email: undefined },
            { email: 'x' },
            { email: `${x(64)}@${x(60)}.${x(60)}.${x(60)}.example` },
            { password: '' },
            { password: x(129) },
            { more: 1 },
          ],
        },
      ),
    ],
    [
      'to sign up',
      signUp,
      withKeys(
        { email, password: x(10), name: 'x' },
        all(names, {
          takes: [{ password: x(128) }],
          refuses: [{ password: x(9) }, { password: x(129) }, { email: 'x' }, { more: 1 }],
        }),
      ),
    ],
    [
      'to change a password',
      changePassword,
      withKeys(
        { currentPassword: 'x', newPassword: x(10) },
        {
          takes: [{}],
          refuses: [{ newPassword: x(9) }, { currentPassword: '' }, { currentPassword: x(129) }, { more: 1 }],
        },
      ),
    ],
  ])('%s takes what it may be given and nothing else', (_what, schema, { takes, refuses }) => {
    expect(takes.filter((given) => !z.safeParse(schema, given).success)).toEqual([]);
    expect(refuses.filter((given) => z.safeParse(schema, given).success)).toEqual([]);
  });

  it('makes an address lower case, and trims it', () => {
    expect(signIn.parse({ email: ' A@B.example ', password: ' x ' })).toEqual({ email, password: ' x ' });
  });

  it('says its rules as JSON Schema, for whatever shows it', () => {
    const { properties } = z.toJSONSchema(signUp, { io: 'input' });
    expect(properties).toEqual({
      name: { type: 'string', minLength: 1, maxLength: 100, 'x-rules': ['trimmed', 'storable'] },
      email: { type: 'string', format: 'email', maxLength: 254, 'x-rules': ['trimmed', 'lowerCase'] },
      password: { type: 'string', minLength: 10, maxLength: 128, 'x-rules': ['storable'] },
    });
  });
});
