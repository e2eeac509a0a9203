import type { ProvidedContext } from 'vitest';
import { acquirePostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests find PostgreSQL; a server from outside keeps its log to itself. */
    readonly postgres: { readonly url: string; readonly logFile: string | undefined };
  }
}

/** What is needed of vitest's `TestProject`, whose module would load the types of its bundler. */
interface Project {
  provide(key: 'postgres', value: ProvidedContext['postgres']): void;
}

/** Vitest's `globalSetup`: PostgreSQL for this run, either the server of TEST_DATABASE_URL or the one all runs share. */
export default async function setup(project: Project): Promise<(() => void) | undefined> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url) {
    project.provide('postgres', { url, logFile: undefined });
    return undefined;
  }
  const server = await acquirePostgresServer();
  project.provide('postgres', { url: server.url, logFile: server.logFile });
  return () => server[Symbol.dispose]();
}
