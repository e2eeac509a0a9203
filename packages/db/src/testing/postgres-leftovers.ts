import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends the servers, and removes the data, that a supervisor of this folder left behind when it was killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('run-'))) {
    const home = join(folder, name);
    const pid = serverPid(home);
    if (pid !== undefined) {
      for (let tries = 0; tries < 100 && commandLine(pid).includes(home); tries += 1) {
        process.kill(pid, 'SIGQUIT');
        await sleep(50);
      }
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function serverPid(home: string): number | undefined {
  try {
    const [pid] = readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n');
    return Number(pid);
  } catch {
    // It ended, or never began.
    return undefined;
  }
}

/** What this process runs, empty where there is none: after a reboot the id may be anybody's. */
function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
