import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../workspaces.ts';

/** What became of a program. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** What of the manifest of a package matters here. */
export interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const source = join(root, 'packages/sdk');
const pnpm = join(root, 'node_modules/.bin/pnpm');

// What a program finds on its platform: all that Node has, or all that a page has.
const platforms = {
  node: { module: 'nodenext', types: ['node'] },
  browser: { module: 'esnext', moduleResolution: 'bundler', lib: ['es2023', 'dom', 'dom.iterable'], types: [] },
};

/** A project of somebody who has nothing of this repository but the packed SDK, in a folder of its own and with packages of its own. */
export class OutsideProject implements Disposable {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'typedo-outside-')));

  /** Packs the SDK, which builds it: the package as it would be published. Gives the file. */
  async pack(): Promise<string> {
    const tarball = join(this.folder, 'sdk.tgz');
    await this.#succeed('pack', '--dir', source, '--out', tarball);
    return tarball;
  }

  /** Installs that, and what it depends on: in the versions that are tested here, or in the oldest that it accepts. */
  async install(tarball: string, versions: 'tested' | 'oldest'): Promise<void> {
    // Not in the newest: a release of others must not fail a test of ours.
    const overrides = Object.fromEntries(
      Object.entries(publishedRanges()).map(([name, range]) => [
        name,
        versions === 'oldest' ? range.replace('^', '') : versionOf('packages/sdk', name),
      ]),
    );
    const dependencies = { '@typedo/sdk': `file:${tarball}`, zod: overrides['zod'] };
    const [typescript, node] = ['typescript', '@types/node'].map((name) => versionOf('test', name));
    const devDependencies = { typescript, '@types/node': node };
    this.write('package.json', JSON.stringify({ private: true, type: 'module', dependencies, devDependencies }));
    this.write('pnpm-workspace.yaml', JSON.stringify({ overrides }));
    await this.#succeed('install', '--prefer-offline', '--no-frozen-lockfile');
  }

  /** The installed SDK. */
  get sdk(): string {
    return realpathSync(join(this.folder, 'node_modules/@typedo/sdk'));
  }

  /** Saves a file. */
  write(path: string, content: string): void {
    writeFileSync(join(this.folder, path), content);
  }

  /** Compiles some files of the project, and whatever declarations they load: what is wrong with them, and what it cost. */
  async compile(platform: keyof typeof platforms, ...files: string[]): Promise<{ errors: string[]; cost: string }> {
    const compilerOptions = { ...platforms[platform], target: 'es2023', strict: true, noEmit: true };
    this.write(`tsconfig.${platform}.json`, JSON.stringify({ compilerOptions, files }));
    const args = ['-p', `tsconfig.${platform}.json`, '--pretty', 'false', '--extendedDiagnostics'];
    const { code, output } = await this.run(['node_modules/typescript/bin/tsc', ...args]);
    const figure = (name: string) => new RegExp(`^${name}:\\s+(\\S+)$`, 'm').exec(output)?.[1];
    const cost = `${figure('Instantiations')} type instantiations, checked in ${figure('Check time')}`;
    return { errors: code === 0 ? [] : output.split('\n').filter((line) => /error/.test(line)), cost };
  }

  /** Runs Node.js with these arguments, and these settings beside those of the machine. */
  run(args: string[], settings: Record<string, string> = {}): Promise<Ended> {
    return this.#start(process.execPath, args, settings);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }

  async #succeed(...args: string[]): Promise<void> {
    const { code, output } = await this.#start(pnpm, args);
    if (code !== 0) throw new Error(`pnpm ${args.join(' ')} failed:\n${output}`);
  }

  #start(program: string, args: string[], settings: Record<string, string> = {}): Promise<Ended> {
    const options = { cwd: this.folder, env: { ...process.env, ...settings } };
    return new Promise((resolve) => {
      execFile(program, args, options, (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : Number(error !== null);
        resolve({ code, output: stdout + stderr });
      });
    });
  }
}

/** The manifest of the package in a folder. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest; // what package managers read from it
}

/** The version of a library that a workspace has, given by its folder. */
export function versionOf(workspace: string, library: string): string {
  return manifestOf(join(root, workspace, 'node_modules', library)).version;
}

/** What the SDK accepts of its dependencies in the projects of others. */
function publishedRanges(): Record<string, string> {
  const settings = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
    catalogs: { published: Record<string, string> };
  }; // what pnpm reads from it
  return settings.catalogs.published;
}
