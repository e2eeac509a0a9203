import { procedureAt } from '@typedo/api';
import { endpointOf } from './auth-endpoints.ts';
import { mcpPath } from './call-paths.ts';

/** Paths that are the same for everybody. */
const fixed = new Set(['/', '/livez', '/readyz', '/metrics', '/openapi.json', '/api/docs/', mcpPath]);

/** What stands for any other: a path can be whatever a client likes to write. */
const other = '(other)';

/** What a log may say of a request's path: names of ours, and no word that a client made up. */
export function shownPath(method: string, path: string): string {
  if (fixed.has(path)) return path;
  const names = /^\/trpc\/(.+)$/.exec(path)?.[1]?.split(',');
  if (names) return names.every((name) => procedureAt(name) !== undefined) ? path : other;
  if (!path.startsWith('/api/auth/')) return other;
  return endpointOf({ method, url: `http://localhost${path}` }) === undefined ? other : path;
}
