import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A folder for temporary files that are really written to a disk: some machines keep theirs in memory, where a commit costs nothing. */
export function diskFolder(say: (line: string) => void): string {
  const found = [tmpdir(), '/var/tmp', process.cwd()].find(isOnDisk);
  if (found !== undefined) return found;
  say('Every folder is in memory: what a durable commit costs is not measured');
  return tmpdir();
}

const inMemory = new Set([0x01_02_19_94, 0x85_84_58_f6]); // tmpfs and ramfs

function isOnDisk(folder: string): boolean {
  try {
    return !inMemory.has(statfsSync(folder).type);
  } catch {
    return false; // there is no such folder
  }
}
