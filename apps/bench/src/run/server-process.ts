import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Dialect } from '@typedo/db';
import type { Contender } from '../contenders/contender.ts';
import { pinned } from './cores.ts';

/** A contender that listens. Disposing of it ends it. */
export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
}

/** Where and with what a program runs. */
export interface ServerOptions {
  readonly dialect: Dialect;
  /** `sqlite:path` or `postgres://…`. */
  readonly url: string;
  readonly cores: readonly number[] | undefined;
}

/**
 * Starts a contender and waits until it listens.
 *
 * @throws Error with the last of what it printed, when it ends instead.
 */
export function startContender(
  contender: Pick<Contender, 'program' | 'start'>,
  options: ServerOptions,
): Promise<ServerProcess> {
  const { dialect, url, cores } = options;
  const settings = { port: 0, dialect, database: url.replace(/^sqlite:/, '') };
  const environment = contender.start?.environment(settings) ?? { PORT: '0', DATABASE_URL: url };
  return startServer(contender.program, { environment, cores, portOf: contender.start?.portOf ?? readyPort });
}

/** Starts any program that prints its port. */
export async function startServer(
  program: string,
  options: {
    environment: Readonly<Record<string, string>>;
    cores: readonly number[] | undefined;
    portOf?: (line: string) => number | null;
  },
): Promise<ServerProcess> {
  const { environment, cores, portOf = readyPort } = options;
  const { file, args } = pinned(cores, [process.execPath, program]);
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const lines: string[] = [];
  const found = Promise.withResolvers<number>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      const port = portOf(line);
      if (port !== null) found.resolve(port);
    });
  }
  const dispose = async () => {
    child.kill('SIGKILL'); // its database goes too
    await exit;
  };
  const ended = exit.then(() => {
    throw new Error(`It ended: ${lines.join('\n')}`);
  });
  ended.catch(() => {}); // a later end shows in its answers
  const port = await Promise.race([found.promise, ended]);
  // It has printed something, so it has started.
  return { pid: child.pid!, port, [Symbol.asyncDispose]: dispose };
}

function readyPort(line: string): number | null {
  const [, port] = /^ready (\d+)$/.exec(line) ?? [];
  return port === undefined ? null : Number(port);
}
