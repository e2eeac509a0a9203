import { afterEach, expect, it, vi } from 'vitest';
import { taskId } from './id.ts';
import { newId, uuidTime } from './new-id.ts';

afterEach(() => void vi.unstubAllGlobals());

declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array }; // no platform's types are here
const { getRandomValues } = crypto;

it.each([
  ['of the platform', crypto],
  ['made where the platform has none to give', { getRandomValues: getRandomValues.bind(crypto) }],
])('an id has a random end %s, and its time', (_, platform) => {
  vi.stubGlobal('crypto', platform);
  const now = Date.parse('2026-01-02T03:04:05.678Z');
  const ids = Array.from({ length: 1_000 }, () => newId(now));
  expect(new Set(ids).size).toBe(1_000);
  expect(ids.filter((id) => !taskId.safeParse(id).success || uuidTime(id) !== now)).toEqual([]);
  const variants = new Set(ids.map((id) => id.charAt(19)));
  expect([...variants].toSorted()).toEqual(['8', '9', 'a', 'b']);
});
