import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { root, workspaces } from './workspaces.ts';

/**
 * What a clone does not have, and what tools keep beside the packages for themselves. The compiler's knowledge of files that the reader does not
 * change comes along: it looks at what is in each.
 */
const leftOut =
  /^(\.git|\.env|data)$|(^|\/)(\.turbo|dist|reports|node_modules\/\.(?!(bin|cache)$)[^/]+|\.cache\/(?!types$)[^/]+|[^/]+\.d\.ts\.map)$/;

const newline = 10;

/** A copy of the repository as a reader has it after the first start, to write into what the documents say. */
export class ReadersCopy implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'typedo-reader-')));

  constructor() {
    // Installed packages are links into one folder, which the copy shares; those of workspaces lead to the copy's own.
    const isCopied = (source: string) => !leftOut.test(relative(root, source).replaceAll(sep, '/'));
    cpSync(root, this.folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter: isCopied });
    symlinkSync(join(root, 'node_modules/.pnpm'), join(this.folder, 'node_modules/.pnpm'));
  }

  /** Saves a file. */
  write(path: string, content: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Does what `pnpm install` does for the manifest of a new workspace, without a registry. */
  install(folder: string): void {
    // What pnpm reads from it.
    const manifest = JSON.parse(readFileSync(join(this.folder, folder, 'package.json'), 'utf8')) as Manifest;
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const workspace = Object.entries(workspaces).find(([known]) => known === name)?.[1];
      const link = join(this.folder, folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(workspace ? join(this.folder, workspace) : realpathSync(join(root, 'test/node_modules', name)), link);
    }
  }

  /**
   * Runs a command line in the copy's root, with these settings and no others, and gives all that it printed. One that does not end by itself is
   * ended, as by Ctrl+C, when it has printed so many lines.
   */
  async run(command: string, settings: Record<string, string> = {}, lines = Infinity): Promise<Ended> {
    const { PATH = '', HOME = '', TEST_DATABASE_URL = '' } = process.env;
    const child = spawn('sh', ['-c', command], {
      cwd: this.folder,
      env: {
        HOME,
        TEST_DATABASE_URL,
        PATH: join(this.folder, 'node_modules/.bin') + delimiter + PATH,
        pnpm_config_verify_deps_before_run: 'false', // it would install first, from a registry
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: lines !== Infinity, // a group of its own, which can be ended as a whole
    });
    let seen = 0;
    let enough = false;
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.filter((byte) => byte === newline).length;
      if (enough || seen < lines || child.pid === undefined) return;
      enough = true;
      process.kill(-child.pid, 'SIGINT');
    });
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: enough ? 0 : child.exitCode, output, errors };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** What became of a command. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}
