import { expect, it } from 'vitest';
import { email, limits, password, signUp } from './index.ts';

it('counts the code points of a password, at both ends', () => {
  const { min, max } = limits.password;
  for (const letter of ['x', 'é', '\u{1F600}']) {
    const valid = (length: number) => password.safeParse(letter.repeat(length)).success;
    expect([min - 1, min, min + 1, max - 1, max, max + 1].map(valid)).toEqual([false, true, true, true, true, false]);
  }
});

it('writes an e-mail address in lower case and without the space around it', () => {
  expect(email.parse('  Ada@Example.COM ')).toBe('ada@example.com');
  for (const wrong of ['', 'ada', 'ada@', '@example.com', 'a b@example.com', `${'a'.repeat(250)}@example.com`]) {
    expect(email.safeParse(wrong).success).toBe(false);
  }
});

it('takes nothing in a sign-up but name, address and password', () => {
  const form = { name: 'Ada', email: 'ada@example.com', password: 'long enough' };
  expect(signUp.parse(form)).toEqual(form);
  expect(signUp.safeParse({ ...form, role: 'admin' }).success).toBe(false);
});
