import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The server as an operator starts it: a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  /** Ends it with a signal and gives its exit code; null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `main.ts` with these settings and waits until it is ready. Rejects with what it printed when it ends instead. */
export async function startServerProcess(settings: Record<string, string>): Promise<ServerProcess> {
  const main = join(import.meta.dirname, '../src/main.ts');
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { PATH, HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const url = Promise.withResolvers<string>();
  let opened = '';
  const hear = (line: string) => {
    lines.push(line);
    opened = /Open\s+(http\S+)/.exec(line)?.[1] ?? opened;
    if (/^\s*Ready in/.test(line)) url.resolve(opened);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', hear);
  void ended.then(() => url.reject(new Error(`The server ended:\n${lines.join('\n')}`)));
  const end: ServerProcess['end'] = async (signal) => {
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return { url: await url.promise, lines, end, [Symbol.asyncDispose]: async () => void (await end('SIGKILL')) };
}
