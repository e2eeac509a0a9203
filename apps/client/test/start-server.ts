import { spawn } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Starts the server as its users do, in a process of its own, on an empty database, perhaps with settings of the environment. */
export async function startServer(settings: Record<string, string> = {}): Promise<{ url: string } & AsyncDisposable> {
  const data = await mkdtempDisposable(join(tmpdir(), 'typedo-pictures-'));
  const program = spawn(process.execPath, [fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))], {
    env: {
      ...process.env,
      ...settings,
      DATABASE_URL: '',
      DATA_DIR: data.path,
      PORT: '0',
      PUBLIC_URL: '',
      LOG_FORMAT: 'text',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(program.stdout)) {
    const url = /Open +(\S+)/.exec(line)?.[1];
    if (!url) continue;
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        program.kill();
        await new Promise((resolve) => program.once('exit', resolve));
        await data.remove();
      },
    };
  }
  throw new Error('The server did not start');
}
