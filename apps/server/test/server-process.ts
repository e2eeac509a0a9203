import { run } from './program.ts';

/** The server as an operator starts it: a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  /** Ends it with a signal and gives its exit code; null when the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `main.ts` with these settings and waits until it is ready. Rejects with what it printed when it ends instead. */
export async function startServerProcess(settings: Record<string, string>): Promise<ServerProcess> {
  const program = run('main.ts', { env: settings });
  await program.says(/^\s*Ready in/m);
  const [, url = ''] = await program.says(/^\s*Open\s+(http\S+)/m);
  return {
    url,
    pid: program.process.pid ?? 0,
    get lines() {
      return (program.output.stdout + program.output.stderr).split('\n').slice(0, -1);
    },
    async end(signal) {
      program.process.kill(signal);
      return (await program.ended()).code;
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
