import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, sourceOf, workspaces } from './workspaces.ts';

/** What the linter or the compiler found. */
export interface Finding {
  /** The path inside the tree. */
  readonly file: string;
  /** The rule or the error's number. */
  readonly code: string;
  readonly message: string;
}

/**
 * A small repository in a temporary folder with this one's settings, manifests and installed packages, but a source of one
 * line in each workspace. What is planted there disturbs nobody who works on the real one meanwhile.
 */
export class PlantedTree implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'typedo-tree-')));

  constructor() {
    this.#copy('.', ['package.json', '.oxlintrc.json', '.oxlint', 'tsconfig', 'vitest.']);
    this.#linkPackages('.');
    for (const folder of Object.values(workspaces)) {
      this.#copy(folder, ['package.json', 'tsconfig', 'vite']);
      this.write(`${sourceOf(folder)}/index.ts`, `export const name = '${folder}';\n`);
      // What runs in the service worker has a configuration of its own.
      if (folder === workspaces['@typedo/client']) this.write(`${sourceOf(folder)}/sw/sw.ts`, 'export {};\n');
      this.#linkPackages(folder);
    }
  }

  /** Writes a file and gives back its removal. */
  write(path: string, text: string): Disposable {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return { [Symbol.dispose]: () => rmSync(file) };
  }

  /** Lints the tree with the repository's own rules. */
  async lint(): Promise<Finding[]> {
    const output = await this.#run('oxlint', 'bin/oxlint', ['--format=json']);
    // The shape of the linter's JSON report.
    const { diagnostics } = JSON.parse(output) as {
      diagnostics: { filename: string; code: string; message: string; help?: string }[];
    };
    return diagnostics.map(({ filename, code, message, help = '' }) => ({
      file: filename,
      code,
      message: `${message} ${help}`,
    }));
  }

  /** Compiles all that the root references. */
  async compile(): Promise<Finding[]> {
    const output = await this.#run('typescript', 'bin/tsc', ['-b', '--pretty', 'false']);
    const lines = output.matchAll(/^(?:(?<file>.+?)\(\d+,\d+\): )?error (?<code>TS\d+): (?<message>.+)$/gm);
    return [...lines].map(({ groups: { file = '', code = '', message = '' } = {} }) => ({ file, code, message }));
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Copies what begins so from the real folder. */
  #copy(folder: string, beginnings: string[]): void {
    mkdirSync(join(this.folder, folder), { recursive: true });
    for (const name of readdirSync(join(root, folder))) {
      if (beginnings.some((beginning) => name.startsWith(beginning))) {
        cpSync(join(root, folder, name), join(this.folder, folder, name), { recursive: true });
      }
    }
  }

  /** Installed packages are the real ones, workspaces those of this tree. */
  #linkPackages(folder: string): void {
    const link = (name: string): void => {
      const path = join(this.folder, folder, 'node_modules', name);
      mkdirSync(dirname(path), { recursive: true });
      const workspace = Object.entries(workspaces).find(([workspaceName]) => workspaceName === name);
      symlinkSync(
        workspace ? join(this.folder, workspace[1]) : realpathSync(join(root, folder, 'node_modules', name)),
        path,
      );
    };
    for (const name of visible(join(root, folder, 'node_modules'))) {
      if (!name.startsWith('@')) link(name);
      else for (const inner of visible(join(root, folder, 'node_modules', name))) link(`${name}/${inner}`);
    }
  }

  /** Runs a tool in the tree; what it finds makes it fail, so only its output counts. */
  #run(packageName: string, program: string, options: string[]): Promise<string> {
    const script = join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), program);
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [script, ...options],
        { cwd: this.folder, timeout: 60_000 },
        (error, stdout, stderr) => {
          if (stderr || (error && typeof error.code !== 'number'))
            reject(new Error(stderr || `${packageName} did not run`, { cause: error }));
          else resolve(stdout);
        },
      );
    });
  }
}

function visible(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.'));
}
