import { dialects, setupPlace } from '@typedo/db/testing';
import { createOrm } from '@typedo/db';
import { createTypedo } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { settingsFor as settings, setupFolder, typedo } from './program.ts';
import { setupServer } from './setup-server.ts';

for (const dialect of dialects) {
  describe(`pnpm typedo, beside a running server on ${dialect},`, () => {
    test('key create: prints the secret alone, and the key works at once', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const made = await typedo(
        ['key', 'create', '--email', ada.email.toUpperCase(), '--name', 'From the shell'],
        settings(server.database.url),
      );
      expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^tdo_[A-Za-z]{64}\n$/) });
      expect(made.stderr).toMatch(
        /^Made the key "From the shell" \(tasks:read, tasks:write\), valid until it is revoked/,
      );
      const program = createTypedo({ url: server.url, apiKey: made.stdout.trim() });
      expect((await program.task.create.mutate({ title: 'x' })).userId).toBe(ada.userId);
      expect((await ada.typedo().account.keys.list.query()).keys).toMatchObject([{ name: 'From the shell' }]);
    });

    test('key create: with scopes and a time to expire', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const args = [
        'key',
        'create',
        '--email',
        ada.email,
        '--name',
        'Reader',
        '--scopes',
        'tasks:read',
        '--expires-in-days',
        '2',
      ];
      expect(await typedo(args, settings(server.database.url))).toMatchObject({ code: 0 });
      const { keys } = await ada.typedo().account.keys.list.query();
      expect(keys).toMatchObject([{ name: 'Reader', scopes: ['tasks:read'], expiresAt: expect.any(String) }]);
    });

    test('user create: makes an account that can sign in, though sign-up is closed', async () => {
      await using server = await setupServer(dialect, { signUp: 'closed' });
      const args = ['user', 'create', '--email', 'bob@example.com', '--name', 'Bob'];
      expect(await typedo(args, settings(server.database.url), 'the password of bob\n')).toMatchObject({
        code: 0,
        stdout: '',
      });
      const signIn = await server.post('/api/auth/sign-in/email', {
        email: 'bob@example.com',
        password: 'the password of bob',
      });
      expect(await signIn.json()).toMatchObject({ user: { name: 'Bob' } });
      const again = await typedo(args, settings(server.database.url), 'the password of bob\n');
      expect(again).toMatchObject({
        code: 1,
        stderr: 'There is an account with the e-mail bob@example.com already.\n',
      });
    });

    test('user reset-password: replaces the password and ends every session', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const status = async () => (await fetch(`${server.url}/trpc/task.count`, { headers: ada.page })).status;
      expect(await status()).toBe(200);
      const args = ['user', 'reset-password', '--email', ada.email];
      expect(await typedo(args, settings(server.database.url), 'quite another one')).toMatchObject({
        code: 0,
        stdout: '',
      });
      await expect.poll(status, { timeout: 3_000 }).toBe(401);
      const signIn = async (password: string) =>
        (await server.post('/api/auth/sign-in/email', { email: ada.email, password })).status;
      expect([await signIn(ada.password), await signIn('quite another one')]).toEqual([401, 200]);
    });

    test('user reset-password: gives a password to an account that lost its own', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      await server.database.kysely().deleteFrom('credentials').execute();
      await typedo(
        ['user', 'reset-password', '--email', ada.email],
        settings(server.database.url),
        'quite another one',
      );
      const signIn = await server.post('/api/auth/sign-in/email', { email: ada.email, password: 'quite another one' });
      expect(signIn.status).toBe(200);
    });

    test('an unknown address and a password that is too short: one line, exit 1, nothing changed', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const env = settings(server.database.url);
      const unknown = { code: 1, stdout: '', stderr: 'There is no account with the e-mail eve@example.com.\n' };
      expect(await typedo(['key', 'create', '--email', 'eve@example.com', '--name', 'x'], env)).toEqual(unknown);
      expect(await typedo(['user', 'reset-password', '--email', 'eve@example.com'], env, 'a long password')).toEqual(
        unknown,
      );
      const short = await typedo(['user', 'reset-password', '--email', ada.email], env, 'short');
      expect(short).toEqual({ code: 1, stdout: '', stderr: 'A password has 10 to 128 characters.\n' });
      await ada.typedo().task.count.query();
    });
  });

  test(`pnpm typedo migrate sets up an empty database, once, on ${dialect}`, async () => {
    await using place = await setupPlace(dialect, { migrated: false });
    const first = await typedo(['migrate'], settings(place.url));
    expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Ran the migration \d+-\S+\n/) });
    await using database = await createOrm({ url: place.url });
    await database.ready(5_000);
    expect(await typedo(['migrate'], settings(place.url))).toEqual({
      code: 0,
      stdout: '',
      stderr: 'The database has the newest schema already.\n',
    });
  });
}

describe('pnpm typedo', () => {
  test('--help, or nothing, shows what there is', async () => {
    for (const args of [[], ['--help'], ['key', 'create', '--help'], ['-h']]) {
      const { code, stdout, stderr } = await typedo(args, {});
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: pnpm typedo COMMAND\n[^]*key create[^]*user reset-password[^]*migrate/);
    }
  });

  test.each([
    [['keys'], 'There is no command "keys".'],
    [['constructor'], 'There is no command "constructor".'],
    [['key', 'create', 'extra', '--email', 'a@example.com'], 'There is no command "key create extra".'],
    [['key', 'create', '--name', 'x'], '--email is missing.'],
    [['key', 'create', '--email', 'a@example.com'], '--name is missing.'],
    [['key', 'create', '--email', 'nobody', '--name', 'x'], '--email: Invalid email address.'],
    [['key', 'create', '--email', 'a@example.com', '--name', 'x', '--scopes', 'tasks:all'], '--scopes: '],
    [['key', 'create', '--email', 'a@example.com', '--name', 'x', '--expires-in-days', 'soon'], '--expires-in-days: '],
    [['user', 'create', '--mail', 'x'], `Unknown option '--mail'`],
    [['migrate', '--force'], `Unknown option '--force'`],
    [['purge', '--days', '1'], `Unknown option '--days'`],
    [['backup'], 'FILE is missing.'],
    [['backup', 'one', 'two'], 'Expected one FILE, and not two as well.'],
    [['backup', 'one', '--replace'], `Unknown option '--replace'`],
    [['restore', '--replace'], 'FILE is missing.'],
    [['restore', 'one', '--force'], `Unknown option '--force'`],
  ])('%j: says what is wrong, points to the help, exit 2', async (args, message) => {
    using folder = setupFolder();
    const { code, stdout, stderr } = await typedo(args, { DATA_DIR: folder.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).toContain('\nSee pnpm typedo --help.');
  });

  test('a bad setting: one line, exit 1', async () => {
    const { code, stderr } = await typedo(['migrate'], { DATABASE_URL: 'postgres://x' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Invalid setting: DATABASE_URL: [^\n]*\n$/),
    });
  });
});
