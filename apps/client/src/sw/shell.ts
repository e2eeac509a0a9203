/** The files of one version of the page. */
export interface Shell {
  /** What the names of all versions' caches begin with. */
  readonly prefix: string;
  /** This version's. */
  readonly cache: string;
  /** The path of the page. */
  readonly page: string;
  /** The path of the script that the page begins with; no other version has it. */
  readonly entry: string;
  /** The paths of all files, the page included. */
  readonly files: readonly string[];
}

declare const builtShell: Shell;

/** What the build knows of itself: see vite/service-worker.ts. */
export const shell: Shell = builtShell;
