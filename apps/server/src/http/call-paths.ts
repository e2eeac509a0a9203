/** Where the protocol of agents is spoken. */
export const mcpPath = '/mcp';

/** Whether a URL is one of those that calls are sent to, by programs of whatever kind. */
export function isForCalls(url: string | undefined): boolean {
  return url !== undefined && (url.startsWith('/trpc/') || url.split('?', 1)[0] === mcpPath);
}

/** Whether a URL is one of those by which people sign in. */
export function isForAccounts(url: string | undefined): boolean {
  return url !== undefined && url.startsWith('/api/auth/');
}

/**
 * Whether a URL says by itself what it is for, as `path` does to which it leads. `/%6dcp` and `/x/../mcp` lead to `/mcp` as well, but past all
 * that looks at a URL as it came: what sheds, lets other origins in, or logs.
 */
export function isSpelledOut(url: string | undefined, path: string): boolean {
  return kindOf(url) === kindOf(path);
}

function kindOf(url: string | undefined): 'calls' | 'accounts' | 'other' {
  if (isForCalls(url)) return 'calls';
  return isForAccounts(url) ? 'accounts' : 'other';
}
