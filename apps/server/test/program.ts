import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { variables } from '../src/env.ts';

/** A program of the server as its users run it, in a process of its own. */
export interface Program extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Waits until the program has written what matches, and gives the match; rejects when the program ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for the end: the exit code and all that was written. */
  ended(): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** A folder for a program's data, gone afterwards. */
export function setupFolder(): { path: string } & Disposable {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-program-'));
  return { path: folder.path, [Symbol.dispose]: () => folder.remove() };
}

/** Runs an operator's command to its end. */
export async function typedo(args: string[], env: Record<string, string>, input?: string) {
  await using program = run('cli.ts', { args, env, ...(input === undefined ? {} : { input }) });
  return await program.ended(); // awaited, or it would be ended before
}

/** The settings that make a program use the database at a URL. */
export function settingsFor(url: string): Record<string, string> {
  return url.startsWith('sqlite:')
    ? { DATA_DIR: dirname(url.slice('sqlite:'.length)) }
    : { DATABASE_URL: url, AUTH_SECRET: 'a secret of at least 32 characters' };
}

/** Starts `src/main.ts` or `src/cli.ts` with these settings alone, whatever the environment or `.env` says; its log is for people. */
export function run(
  file: 'main.ts' | 'cli.ts',
  options: { args?: string[]; env?: Record<string, string>; input?: string } = {},
): Program {
  const none = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, '']));
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`../src/${file}`, import.meta.url)), ...(options.args ?? [])],
    {
      env: { ...process.env, ...none, LOG_FORMAT: 'text', ...options.env },
    },
  );
  child.stdin.on('error', () => {}).end(options.input ?? ''); // it may end before it has read that
  const output = { stdout: '', stderr: '' };
  const hearers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const hear of hearers) hear();
    });
  }
  const closed = once(child, 'close');

  return {
    process: child,
    output,
    async says(pattern) {
      const said = Promise.withResolvers<RegExpExecArray>();
      const hear = () => {
        const match = pattern.exec(output.stdout + output.stderr);
        if (match) said.resolve(match);
      };
      hearers.add(hear);
      hear();
      void closed.then(() =>
        said.reject(
          new Error(`The program ended and never said ${String(pattern)}:\n${output.stdout}${output.stderr}`),
        ),
      );
      return said.promise.finally(() => hearers.delete(hear));
    },
    async ended() {
      await closed;
      return { code: child.exitCode, ...output };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await closed;
    },
  };
}
