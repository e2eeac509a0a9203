import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Another process, such as a second server. Disposing of it kills it. */
export interface Child extends AsyncDisposable {
  /** The next line that it prints. */
  line(): Promise<string>;
  /** Makes `await go()` in the program go on. */
  go(): void;
  /** Ends it as nothing else does: it cannot clean up. */
  kill(): Promise<void>;
  /** Waits for its own end, and gives the lines that nobody took. */
  end(): Promise<string[]>;
}

const sources = new URL('../', import.meta.url);

/**
 * Runs a program of JavaScript in a process of its own. Imports are relative to `packages/db/src`; the program has `say(value)`, which
 * prints a line of JSON, and `go()`.
 */
export function startChild(program: string): Child {
  const tools = `
    const say = (value) => console.log(JSON.stringify(value));
    const go = () => new Promise((resolve) => process.stdin.once('data', resolve)).finally(() => process.stdin.unref());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', tools + program], {
    cwd: fileURLToPath(sources),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let complaint = '';
  child.stderr.on('data', (text) => (complaint += String(text)));
  const next = async () => {
    const { done, value } = await lines.next();
    if (!done) return value;
    await exit;
    if (complaint !== '') throw new Error(complaint);
    return undefined;
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  return {
    async line() {
      const line = await next();
      if (line === undefined) throw new Error('The program ended');
      return line;
    },
    go: () => void child.stdin.write('go\n'),
    kill,
    async end() {
      const rest: string[] = [];
      for (let line = await next(); line !== undefined; line = await next()) rest.push(line);
      return rest;
    },
    [Symbol.asyncDispose]: kill,
  };
}
