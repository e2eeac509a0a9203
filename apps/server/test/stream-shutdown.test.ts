import { connect } from 'node:net';
import { dialects, setupPlace } from '@typedo/db/testing';
import { expect, test } from 'vitest';
import { livePath, openLive } from './live-reader.ts';
import { run, setupFolder } from './program.ts';
import { cookieOf } from './setup-server.ts';

const ada = { name: 'Ada', email: 'ada@example.com', password: 'a long password' };

test.each(dialects)(
  'a server on %s that is told to stop ends its streams at once, and leaves with 0',
  async (dialect) => {
    using folder = setupFolder();
    await using place = await setupPlace(dialect, { migrated: false });
    const database = dialect === 'sqlite' ? {} : { DATABASE_URL: place.url, AUTH_SECRET: 'a'.repeat(32) };
    await using server = run('main.ts', { env: { DATA_DIR: folder.path, PORT: '0', ...database } });
    await server.says(/Ready in \d+ ms/);
    const url = (await server.says(/Open +(\S+)/))[1]!;
    const signUp = await fetch(`${url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ada),
    });
    const headers = { cookie: cookieOf(signUp), origin: url };
    const lives = await Promise.all(Array.from({ length: 20 }, () => openLive(url, { headers })));
    for (const live of lives) await live.next();
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    silent.write(`GET ${livePath()} HTTP/1.1\r\nhost: x\r\norigin: http://x\r\ncookie: ${headers.cookie}\r\n\r\n`);
    await new Promise((resolve) => silent.once('data', resolve));
    silent.pause(); // it neither reads nor goes

    server.process.kill('SIGTERM');
    await server.says(/Stopping/);
    for (const live of lives) {
      const events = await live.end({ timeout: 3_000 });
      expect(events.map(({ event }) => event)).toEqual(['connected', 'message', 'end']);
    }
    await expect.poll(() => server.process.exitCode, { timeout: 3_000 }).toBe(0);
    expect((await server.ended()).stderr).toBe('');
    silent.destroy();
  },
);
