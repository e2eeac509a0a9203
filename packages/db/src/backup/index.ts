// The door for commands that copy a whole database: a server that starts need not load this.
export { backup, type BackupOptions, type Contents } from './backup.ts';
export { restore, type Restored, type RestoreOptions } from './restore.ts';
