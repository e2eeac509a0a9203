import { readFileSync } from 'node:fs';

/** The processor time of a process and of its children, by process id, in microseconds. Null where the system does not tell: it is Linux that does. */
export type CpuTimes = ReadonlyMap<number, number> | null;

/** Reads how much processor time a process has used up to now, and with `children` those that it started. */
export function readCpu(pid: number, { children }: { children: boolean }): CpuTimes {
  try {
    const own = timeOf(pid);
    const started = children ? childrenOf(pid).map((child) => [child, timeOrNone(child)] as const) : [];
    return new Map([[pid, own], ...started]);
  } catch {
    return null; // it has ended, or there is no /proc
  }
}

/** What was used between two readings, in microseconds. A process that began meanwhile counts from its beginning. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): number | null {
  if (!before || !after) return null;
  return [...after].reduce((sum, [pid, time]) => sum + time - (before.get(pid) ?? 0), 0);
}

/** Reads how long these cores have been busy up to now, with whatever, in microseconds; null where the system does not tell. */
export function readCores(cores: readonly number[]): number | null {
  try {
    const lines = readFileSync('/proc/stat', 'latin1').split('\n');
    return cores.reduce((sum, core) => sum + busyOf(lines.find((line) => line.startsWith(`cpu${core} `)) ?? ''), 0);
  } catch {
    return null; // there is no /proc
  }
}

/** The times of a core: user, nice, system, idle, waiting for a disk, interrupts of two kinds, stolen by other machines. */
function busyOf(line: string): number {
  const [, user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, stolen = 0] = line
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + interrupts + softInterrupts + stolen) * tickMicroseconds;
}

/** Linux counts in hundredths of a second, on every architecture. */
const tickMicroseconds = 10_000;

function timeOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The program's name, in parentheses, may hold spaces; the times are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMicroseconds;
}

function timeOrNone(child: number): number {
  try {
    return timeOf(child);
  } catch {
    return 0; // it has ended since
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
}
