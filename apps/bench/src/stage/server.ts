import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Typedo's server, in a process of its own. Disposing of it ends it. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from the start of its program until it was ready, as it says itself. */
  readonly readyMs: number;
  /** Milliseconds from the start of the process until `/readyz` said yes. */
  readonly answeredMs: number;
  /** Memory of the process in bytes, as the system counts it; null where there is no `/proc`. */
  memory(): number | null;
  /** Sends a signal and gives what the process then says that matches. */
  ask(signal: NodeJS.Signals, pattern: RegExp): Promise<RegExpExecArray>;
}

/** How a server is started. */
export interface ServerSettings {
  /** The database, as `sqlite:path` or `postgres://…`. */
  readonly url: string;
  /** Options of node. */
  readonly flags?: readonly string[];
  /** The core that it is alone on; any by default. */
  readonly core?: number | undefined;
}

const program = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));

/** Starts the server on any port, without limits on calls, and waits until it is ready. */
export async function startServer({ url, flags = [], core }: ServerSettings): Promise<Server> {
  const begun = performance.now();
  const [file, ...args] = [...(core === undefined ? [] : ['taskset', '-c', String(core)]), process.execPath];
  const child = spawn(file, [...args, ...flags, program], {
    env: { PATH: process.env['PATH'], ...settingsFor(url) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const output = hear(child);
  const ready = await output.says(/Open\s+http:\/\/[^:\s]+:(\d+)[^]*Ready in (\d+) ms/);
  const [, port, readyMs] = ready;
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  const answeredMs = performance.now() - begun;
  if (!answer.ok) throw new Error(`The server is not ready: ${await answer.text()}`);
  const pid = child.pid ?? 0; // it has answered, so it has one
  return {
    port: Number(port),
    pid,
    readyMs: Number(readyMs),
    answeredMs,
    memory: () => memoryOf(pid),
    async ask(signal, pattern) {
      output.forget();
      child.kill(signal);
      return output.says(pattern);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** What a process prints. Waiting for what matches rejects when the process ends without. */
function hear(child: ChildProcessByStdio<null, Readable, Readable>) {
  let said = '';
  const heard = new EventEmitter();
  const add = (text: string) => {
    said += text;
    heard.emit('text');
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', add);
  const exit = once(child, 'exit');
  return {
    forget: () => void (said = ''),
    async says(pattern: RegExp): Promise<RegExpExecArray> {
      const found = Promise.withResolvers<RegExpExecArray>();
      const look = () => {
        const match = pattern.exec(said);
        if (match) found.resolve(match);
      };
      heard.on('text', look);
      look();
      void exit.then(() => found.reject(new Error(`The server ended:\n${said}`)));
      return found.promise.finally(() => heard.off('text', look));
    },
  };
}

function settingsFor(url: string): Record<string, string> {
  const database: Record<string, string> = url.startsWith('sqlite:')
    ? { DATA_DIR: dirname(url.slice('sqlite:'.length)) }
    : { DATABASE_URL: url, AUTH_SECRET: 'a secret of at least 32 characters' };
  return { ...database, PORT: '0', LOG_FORMAT: 'text', RATE_LIMIT: '0', RATE_LIMIT_ADDRESS: '0' };
}

function memoryOf(pid: number): number | null {
  try {
    const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
