import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Measured, Setting } from '../load/job.ts';
import { pinned } from './cores.ts';

/** The program that makes the load. Disposing of it ends it. */
export interface LoadProcess extends AsyncDisposable {
  /** Makes one round of load; one at a time. */
  measure(job: Job): Promise<Measured>;
}

/** Starts it on these cores and tells it who asks whom. */
export function startLoad(setting: Setting, cores: readonly number[] | undefined): LoadProcess {
  const program = fileURLToPath(new URL('../load/generator.ts', import.meta.url));
  const { file, args } = pinned(cores, [process.execPath, program]);
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const ended = exit.then(() => {
    throw new Error('The program that makes the load ended');
  });
  ended.catch(() => {}); // it is meant to, in the end
  child.send(setting);
  return {
    async measure(job) {
      child.send(job);
      // It answers each job with one message of this form.
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Answer];
      if ('error' in answer) throw new Error(answer.error);
      return answer.measured;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await exit;
    },
  };
}

type Answer = { measured: Measured } | { error: string };
