import { dialects } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { settingsFor, typedo } from './program.ts';
import { setupServer } from './setup-server.ts';

const eve = { name: 'Eve Adams', email: 'eve@example.com' };

/** What is answered about a field. */
const tooCommon = (field: string) => {
  const message = expect.stringContaining('anybody would try');
  return { code: 'PASSWORD_TOO_COMMON', message, issues: [{ path: [field], code: 'custom', message }] };
};

for (const dialect of dialects) {
  describe(`a password that anybody would try, on ${dialect},`, () => {
    test('makes no account and replaces no password: the answer names its field', async () => {
      await using server = await setupServer(dialect);
      const signUp = async (password: string) =>
        server.post('/api/auth/sign-up/email', { ...eve, password }, { origin: server.url });
      for (const password of [
        'password123',
        '1234567890',
        'EVE@example.com',
        'ｐａｓｓｗｏｒｄ１２３',
        ' ｅｖｅ　ａｄａｍｓ',
      ]) {
        const answer = await signUp(password);
        expect([password, answer.status, await answer.json()]).toEqual([password, 400, tooCommon('password')]);
      }
      const ada = await server.signUp('Ada Lovelace');
      for (const newPassword of [
        'qwerty123456',
        'ada lovelace',
        ada.email,
        'ｑｗｅｒｔｙ１２３４５６',
        'ａｄａ　ｌｏｖｅｌａｃｅ ',
      ]) {
        const change = { currentPassword: ada.password, newPassword };
        const headers = { cookie: ada.cookie, origin: server.url };
        const answer = await server.post('/api/auth/change-password', change, headers);
        expect([newPassword, answer.status, await answer.json()]).toEqual([newPassword, 400, tooCommon('newPassword')]);
      }
      const signIn = { email: ada.email, password: ada.password };
      expect((await server.post('/api/auth/sign-in/email', signIn, { origin: server.url })).status).toBe(200);
    });

    test('is none for the operator either', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const said = { code: 1, stdout: '', stderr: expect.stringContaining('anybody would try') };
      const settings = settingsFor(server.database.url);
      const create = ['user', 'create', '--email', eve.email, '--name', eve.name];
      expect(await typedo(create, settings, 'password123')).toEqual(said);
      expect(await typedo(['user', 'reset-password', '--email', ada.email], settings, ada.email)).toEqual(said);
    });
  });
}
