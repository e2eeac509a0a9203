/** Where the protocol of agents is spoken. */
export const mcpPath = '/mcp';

/** Whether a URL is one of those that calls are sent to, by programs of whatever kind. */
export function isForCalls(url: string | undefined): boolean {
  return url !== undefined && (url.startsWith('/trpc/') || url.split('?', 1)[0] === mcpPath);
}
