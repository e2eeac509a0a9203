import { execFileSync } from 'node:child_process';
import type { Dialect } from '@typedo/db';
import { openPlace, type Place } from './place.ts';
import { startServer, type Server, type ServerSettings } from './server.ts';

/** Where something is measured: which databases there are, and who runs on which core. */
export interface Stage {
  openPlace(dialect: Dialect): Promise<Place>;
  startServer(settings: ServerSettings): Promise<Server>;
}

/**
 * With servers alone on the first core, and on the second this process with the database that it starts. `serverUrl` names a PostgreSQL of the
 * operator's to be used instead, whose user may create databases.
 */
export function createStage({ serverUrl }: { serverUrl?: string | undefined } = {}): Stage {
  const pinned = pinOurselves();
  return {
    openPlace: (dialect) => openPlace(dialect, serverUrl),
    startServer: (settings) => startServer({ ...settings, core: pinned ? cores.server : undefined }),
  };
}

/** With everybody anywhere: to see that something works, and not how fast it is. */
export function createRehearsal(serverUrl: string): Stage {
  return { openPlace: (dialect) => openPlace(dialect, serverUrl), startServer };
}

const cores = { server: 0, others: 1 };

/** Whether that can be done: where it cannot, figures vary more. What we start follows us. */
function pinOurselves(): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(cores.others), String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no second core, or no such command
  }
}
