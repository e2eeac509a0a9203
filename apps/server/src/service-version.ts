import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './env.ts';

/** The version of the service, e.g. `1.2.0`: the root's manifest says it. To be asked while the server starts: it reads a file. */
export function serviceVersion(): string {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string }; // a release writes it
  return manifest.version;
}
