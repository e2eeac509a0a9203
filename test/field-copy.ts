import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as processes from '@typedo/server/testing/process';
import { applyChange, fieldSteps } from './field-steps.ts';
import { ReadersCopy } from './readers-copy.ts';
import { root } from './workspaces.ts';

/** A copy of the repository to which the steps of docs/add-a-field.md were applied. */
export interface FieldCopy extends Disposable, Pick<ReadersCopy, 'folder' | 'run' | 'write'> {
  /** The files that the compiler named when the contract had the field and nothing else did. */
  readonly named: readonly string[];
  /** The files that differ from the repository's by now, or are new. */
  changed(): string[];
  /** Starts the copy's server. */
  startServer(settings: Record<string, string>): Promise<processes.ServerProcess>;
}

/** Applies every step, and runs its commands but for the whole suite. Rejects with what a command printed that fails. */
export async function addStarred(): Promise<FieldCopy> {
  using disposables = new DisposableStack();
  const copy = disposables.use(new ReadersCopy());
  const types = 'node_modules/.cache/types'; // so that the compiler does not begin at nothing
  cpSync(join(root, types), join(copy.folder, types), { recursive: true, force: true });
  let named: readonly string[] | undefined;
  for (const step of fieldSteps()) {
    if ('file' in step) {
      const isContract = /^packages\/contract\/src\/\w+\.ts$/.test(step.file);
      if (!isContract) named ??= await errorsIn(copy);
      applyChange(copy.folder, step);
    } else {
      for (const command of step.commands) await runStep(copy, command);
    }
  }
  const owned = disposables.move();
  return {
    folder: copy.folder,
    named: named ?? [],
    run: (...command) => copy.run(...command),
    write: (path, content) => copy.write(path, content),
    changed: () => filesOf(copy.folder).filter((file) => textAt(copy.folder, file) !== textAt(root, file)),
    async startServer(settings) {
      const path = join(copy.folder, 'apps/server/test/server-process.ts');
      const module = (await import(path)) as typeof processes; // a copy of it
      return module.startServerProcess(settings);
    },
    [Symbol.dispose]: () => owned.dispose(),
  };
}

/** The files in which the compiler finds errors. */
async function errorsIn(copy: ReadersCopy): Promise<string[]> {
  const { output } = await copy.run('tsc -b --pretty false');
  return [...new Set(Array.from(output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm), ([, file = '']) => file))];
}

async function runStep(copy: ReadersCopy, command: string): Promise<void> {
  const line = command.replace(/^npx (--yes )?pnpm(@\S+)?/, 'pnpm');
  if (line === 'pnpm test' || line === 'pnpm typecheck') return; // the tests here say what comes of them
  const { code, output, errors } = await copy.run(line);
  if (code !== 0) throw new Error(`${command}\n${output}${errors}`);
}

const own = '{*,.*,{.ci,.oxlint,apps,docs,examples,packages,test}/**/*.*}';
const notOurs = ['**/node_modules/**', '**/dist/**', '**/reports/**', '.git/**', '.turbo/**', 'data/**'];

function filesOf(folder: string): string[] {
  const entries = globSync(own, { cwd: folder, exclude: notOurs, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

function textAt(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'latin1');
  } catch {
    return undefined; // it is not there
  }
}
