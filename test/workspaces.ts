import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The folders of the workspaces, by the names that others import. */
export const workspaces = {
  '@typedo/contract': 'packages/contract',
  '@typedo/db': 'packages/db',
  '@typedo/api': 'packages/api',
  '@typedo/gate': 'packages/gate',
  '@typedo/sdk': 'packages/sdk',
  '@typedo/mcp': 'packages/mcp',
  '@typedo/server': 'apps/server',
  '@typedo/client': 'apps/client',
  '@typedo/bench': 'apps/bench',
  '@typedo/examples': 'examples',
  '@typedo/repo-tests': 'test',
} as const;

export type Workspace = keyof typeof workspaces;

/** Where the sources of a workspace are. */
export function sourceOf(folder: string): string {
  return folder.includes('/') ? `${folder}/src` : folder;
}
