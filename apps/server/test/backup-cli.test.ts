import { join } from 'node:path';
import { dialects, setupPlace } from '@typedo/db/testing';
import { createTypedo } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { settingsFor, setupFolder, typedo } from './program.ts';
import { startServerProcess } from './server-process.ts';
import { cookieOf, setupServer } from './setup-server.ts';

const replaced = [
  'Passwords, sessions and API keys are those of the backup: what was revoked since is valid again.',
  'Start the server now; every client loads its tasks anew.',
];

for (const dialect of dialects) {
  describe(`pnpm typedo, on ${dialect},`, () => {
    test('backup and restore: what a running server had is there on a new one', async () => {
      using folder = setupFolder();
      await using server = await setupServer(dialect, { slowPasswords: true }); // another program is to know them
      const ada = await server.signUp();
      for (const title of ['Milk', 'Bread']) await ada.typedo().task.create.mutate({ title });
      const key = await ada.key();
      const file = join(folder.path, 'monday.typedo');
      expect(await typedo(['backup', file], settingsFor(server.database.url))).toEqual({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(
          new RegExp(
            `^Backed up 1 account and 2 tasks of ${nameOf(server.database.url)} to ${file} \\(\\d+ kB\\)\\.\nKeep it private: [^\n]+ AUTH_SECRET is not in it\\.\n$`,
          ),
        ),
      });
      const again = await typedo(['backup', file], settingsFor(server.database.url));
      expect(again).toMatchObject({ code: 1, stderr: `${file} exists already. Name a file that does not.\n` });

      await using place = await setupPlace(dialect, { migrated: false });
      const env = settingsFor(place.url);
      const { code, stderr } = await typedo(['restore', file], env);
      const [first, ...lines] = stderr.split('\n').slice(0, -1);
      expect(code).toBe(0);
      expect(first).toMatch(new RegExp(`^Restored 1 account and 2 tasks to ${nameOf(place.url)} from [^\n]+\\.$`));
      if (dialect === 'sqlite') expect(lines).toEqual(replaced);
      else
        expect(lines).toEqual([replaced[0], 'Running servers go on by themselves; every client loads its tasks anew.']);
      await using restored = await startServerProcess({ ...env, PORT: '0' });
      const signIn = await fetch(`${restored.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: ada.email, password: ada.password }),
      });
      expect(cookieOf(signIn)).not.toBe('');
      const program = createTypedo({ url: restored.url, apiKey: key.secret });
      expect((await program.task.list.query({ order: 'oldest' })).tasks.map(({ title }) => title)).toEqual([
        'Milk',
        'Bread',
      ]);
    });

    test('restore: refuses what is no backup in one line', async () => {
      using folder = setupFolder();
      await using place = await setupPlace(dialect, { migrated: false });
      const missing = join(folder.path, 'missing');
      const env = settingsFor(place.url);
      const expected = { code: 1, stdout: '', stderr: `There is no file ${missing}.\n` };
      expect(await typedo(['restore', missing], env)).toEqual(expected);
      expect(await typedo(['restore', import.meta.filename], env)).toEqual({
        ...expected,
        stderr: `${import.meta.filename} is not a backup made by Typedo.\n`,
      });
    });
  });
}

test('backup, restore, purge and migrate do without AUTH_SECRET, as a job of every night may', async () => {
  using folder = setupFolder();
  await using place = await setupPlace('postgresql', { migrated: true });
  const env = { DATABASE_URL: place.url, AUTH_SECRET: '' };
  const file = join(folder.path, 'monday.typedo');
  for (const command of [['backup', file], ['restore', file], ['purge'], ['migrate']])
    expect(await typedo(command, env)).toMatchObject({ code: 0 });
  const refused = await typedo(['user', 'create', '--email', 'ada@example.com', '--name', 'Ada'], env);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Invalid setting: AUTH_SECRET: /) });
});

test('restore under a running server of PostgreSQL: only with --replace, and its clients have to load anew', async () => {
  using folder = setupFolder();
  await using server = await setupServer('postgresql');
  const env = settingsFor(server.database.url);
  const ada = await server.signUp();
  const { task, sync } = ada.typedo();
  await task.create.mutate({ title: 'In the backup' });
  const file = join(folder.path, 'monday.typedo');
  await typedo(['backup', file], env);
  await task.create.mutate({ title: 'Since then' });
  const { cursor } = await sync.pull.query({ cursor: null });
  const refused = await typedo(['restore', file], env);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^PostgreSQL \S+ has 1 account\. To replace [^\n]+, add --replace; [^\n]+\.\n$/),
  });
  expect((await task.count.query()).open).toBe(2);
  expect(await typedo(['restore', '--replace', file], env)).toMatchObject({ code: 0 });
  expect((await task.list.query({})).tasks).toMatchObject([{ title: 'In the backup' }]);
  expect(await sync.pull.query({ cursor })).toMatchObject({ reset: true });
  expect(await task.create.mutate({ title: 'After it' })).toMatchObject({ title: 'After it' });
});

test('restore of SQLite: only when its server is stopped, and with --replace the database of before is kept', async () => {
  using folder = setupFolder();
  const env = { DATA_DIR: join(folder.path, 'data') };
  const database = join(env.DATA_DIR, 'typedo.sqlite');
  const file = join(folder.path, 'monday.typedo');
  {
    await using server = await startServerProcess({ ...env, PORT: '0' });
    await typedo(['user', 'create', '--email', 'bob@example.com', '--name', 'Bob'], env, 'a long password');
    expect(await typedo(['backup', file], env)).toMatchObject({ code: 0 });
    expect(await typedo(['restore', file, '--replace'], env)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${database} is in use by a server or by another command. Stop the server, or let the command end, and restore then.\n`,
    });
    await server.end('SIGTERM');
  }
  expect(await typedo(['restore', file], env)).toEqual({
    code: 1,
    stdout: '',
    stderr: `${database} has 1 account. To replace it with the backup (it is kept beside it), add --replace.\n`,
  });
  const { code, stderr } = await typedo(['restore', file, '--replace'], env);
  expect({ code, lines: stderr.split('\n') }).toEqual({
    code: 0,
    lines: [
      `Restored 1 account and 0 tasks to ${database} from ${file}.`,
      expect.stringMatching(/^What was there before is kept as \S+\/typedo\.sqlite\.before-restore-\d{17}\.$/),
      ...replaced,
      '',
    ],
  });
});

/** What the commands call a database. */
function nameOf(url: string): string {
  if (url.startsWith('sqlite:')) return url.slice('sqlite:'.length);
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL ${hostname}:${port}${pathname}`;
}
