import { replacedAt, valueAt, type Place } from './schema-parts.ts';

/** What somebody would like to set who may not: keys of rows, of principals and of JavaScript itself. `userId` is another's. */
export function extras(userId: string): [key: string, value: unknown][] {
  const time = '2000-01-01T00:00:00.000Z';
  const power = { isAdmin: true, userId, scopes: ['tasks:read', 'tasks:write'] };
  return [
    ['userId', userId],
    ['user_id', userId],
    ['createdAt', time],
    ['created_at', time],
    ['updatedAt', time],
    ['updated_at', time],
    ['seq', 1],
    ['deletedAt', time],
    ['deleted_at', null],
    ['__proto__', power],
    ['constructor', { prototype: power }],
    ['prototype', power],
    ['isAdmin', true],
    ['scopes', power.scopes],
    ['principal', { ...power, kind: 'session' }],
    ['anything', 'else'],
  ];
}

/** A copy of an input with one key more in the object at a place; where nothing is expected, an object with that key alone. */
export function withExtra(input: unknown, { path }: Pick<Place, 'path'>, key: string, value: unknown): unknown {
  // A computed key is one like any other, `__proto__` as well: so it goes into the JSON.
  return replacedAt(input, path, { ...(valueAt(input, path) as object | undefined), [key]: value });
}
