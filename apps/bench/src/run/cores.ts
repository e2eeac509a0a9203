import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Who runs on which cores. */
export interface Cores {
  readonly server: readonly number[];
  readonly others: readonly number[];
}

/** Gives the first core that we may use to the server and the others to all else. Says in a line why nobody is pinned, and gives null then. */
export function findCores(say: (line: string) => void): Cores | null {
  const [server, ...others] = allowed();
  if (server === undefined || others.length === 0) {
    say('There is no second core: the server shares its own with what asks it, so only ratios say anything');
    return null;
  }
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
  } catch {
    say('There is no `taskset`: nobody is pinned to a core, so figures vary more');
    return null;
  }
  return { server: [server], others };
}

/** The command that runs a program on these cores. */
export function pinned(
  cores: readonly number[] | undefined,
  command: readonly string[],
): { file: string; args: string[] } {
  const [file = '', ...args] = cores === undefined ? command : ['taskset', '-c', cores.join(','), ...command];
  return { file, args };
}

/** Moves a process that runs already; what it starts from now on follows it. */
export function pin(cores: readonly number[], pid: number): void {
  execFileSync('taskset', ['-a', '-c', '-p', cores.join(','), String(pid)], { stdio: 'ignore' });
}

function allowed(): number[] {
  try {
    const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return list.split(',').flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
  } catch {
    return []; // only Linux tells
  }
}
