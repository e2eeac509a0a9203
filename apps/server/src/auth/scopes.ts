import { scope, type Scope } from '@typedo/contract';

/** What the accounts' library calls permissions: actions by resource. */
type Permissions = Record<string, string[]>;

/** Writes scopes as the library keeps them: `tasks:read` is the action `read` on the resource `tasks`. */
export function permissionsOf(scopes: readonly Scope[]): Permissions {
  const permissions: Permissions = {};
  for (const scope of scopes) {
    const [resource = '', action = ''] = scope.split(':');
    (permissions[resource] ??= []).push(action);
  }
  return permissions;
}

/** Reads the scopes of a stored key. What is missing or not understood permits nothing. */
export function scopesOf(permissions: string | null): Scope[] {
  const stored = parse(permissions);
  return scope.options.filter((name) => {
    const [resource = '', action = ''] = name.split(':');
    const actions = Object.hasOwn(stored, resource) ? stored[resource] : undefined;
    return Array.isArray(actions) && actions.includes(action);
  });
}

function parse(json: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
