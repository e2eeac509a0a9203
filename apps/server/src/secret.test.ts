import { mkdtempDisposableSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EnvironmentError } from './env.ts';
import { keepSecret } from './secret.ts';

it('is made once, for its owner alone, and leaves nothing else behind', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-test-'));
  const secret = keepSecret(folder.path);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(keepSecret(folder.path)).toBe(secret);
  expect(readdirSync(folder.path)).toEqual(['auth-secret']);
  expect(statSync(join(folder.path, 'auth-secret')).mode & 0o777).toBe(0o600);
});

it.each(['', '\n', 'too short'])('is refused when its file holds %j', (content) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-test-'));
  writeFileSync(join(folder.path, 'auth-secret'), content);
  expect(() => keepSecret(folder.path)).toThrow(EnvironmentError);
});

it('is refused, and the start does not hang, where no folder can be made', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-test-'));
  writeFileSync(join(folder.path, 'file'), '');
  for (const place of [join(folder.path, 'file', 'data'), '/proc/typedo/data', '/dev/null/data'])
    expect(() => keepSecret(place)).toThrow(/^E[A-Z]+: /);
  expect(keepSecret(join(folder.path, 'some', 'data'))).toHaveLength(44);
});
