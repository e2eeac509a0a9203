import { limits, password } from '@typedo/contract';
import { describe, expect, test } from 'vitest';
import { createPasswordRule } from './password-rule.ts';

const isTooCommon = createPasswordRule();
const ada = { name: 'Ada Lovelace', email: 'ada.lovelace@example.com' };

describe('a new password', () => {
  test.each(['1234567890', 'qwertyuiop', 'password123', 'PassWord123', '1q2w3e4r5t', 'basketball', 'manchester'])(
    'that many people have is too common: %s',
    async (common) => {
      expect(password.safeParse(common).success).toBe(true);
      expect(await isTooCommon(common, {})).toBe(true);
    },
  );

  test.each(['aaaaaaaaaa', ' '.repeat(12), 'abababababa', '🔑'.repeat(limits.password.max), 'abcdabcdabcd'])(
    'that only repeats itself is too common: %s',
    async (repeating) => expect(await isTooCommon(repeating, {})).toBe(true),
  );

  test.each(['Ada Lovelace', 'ADA LOVELACE', 'ada.lovelace', 'Ada.Lovelace@example.com'])(
    'that is the own name or e-mail is too common: %s',
    async (own) => {
      expect(await isTooCommon(own, ada)).toBe(true);
      expect(await isTooCommon(own, {})).toBe(false);
    },
  );

  test.each([
    'ｐａｓｓｗｏｒｄ１２３',
    'ＱＷＥＲＴＹＵＩＯＰ',
    '  password123  ',
    '\u3000basketball',
    '１２３１２３１２３１',
    'password\u00b9\u00b2\u00b3',
  ])('that is a common one in another spelling, or with space around it, is too common: %s', async (spelt) => {
    expect(password.safeParse(spelt).success).toBe(true);
    expect(await isTooCommon(spelt, {})).toBe(true);
  });

  test('that is the own name in another spelling is too common, whichever of them is spelt so', async () => {
    expect(await isTooCommon('ａｄａ　ｌｏｖｅｌａｃｅ', ada)).toBe(true);
    expect(await isTooCommon(' ada lovelace', { name: 'Ａｄａ　Ｌｏｖｅｌａｃｅ' })).toBe(true);
    expect(await isTooCommon('ａｄａ　ｌｏｖｅｌａｃｅ', {})).toBe(false);
  });

  test.each(['a long password', 'correct horse battery staple', 'Ada Lovelace was here', 'цветы на окне'])(
    'that is one of its own is none of these: %s',
    async (good) => expect(await isTooCommon(good, ada)).toBe(false),
  );
});
