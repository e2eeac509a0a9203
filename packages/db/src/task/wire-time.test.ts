import { expect, it } from 'vitest';
import { createToTime, fromPostgres } from './wire-time.ts';

it('a moment is written as toISOString does, on every day from long before year 1 to long after 9999', () => {
  const day = 86_400_000;
  const toTime = createToTime();
  const differing: number[] = [];
  const compare = (ms: number) => {
    if (toTime(ms) !== new Date(ms).toISOString()) differing.push(ms);
  };
  for (let days = -800_000; days < 3_000_000; days += 1) compare(days * day + ((days * 7_919_777) % day));
  for (const edge of [-62_135_596_800_000, 253_402_300_799_999, 0, 951_782_400_000, -2_203_891_200_000])
    for (let ms = -2; ms <= 2; ms++) compare(edge + ms);
  for (let step = 0; step < 200_000; step++) compare(Math.floor((step / 200_000) * 17.2e15 - 8.6e15));
  for (let ms = 951_782_400_000; ms < 951_782_400_000 + 2 * day; ms += 12_345) compare(ms);
  for (const odd of [8.64e15, -8.64e15, 1.5, -0.5, -0]) compare(odd);
  expect(differing).toEqual([]);
  for (const none of [NaN, Infinity, 8.64e15 + 1]) expect(() => toTime(none)).toThrow(RangeError);
});

it("PostgreSQL's text becomes the wire's, with the zeros that it leaves out", () => {
  expect(
    ['2026-01-02 03:04:05', '2026-01-02 03:04:05.6', '2026-01-02 03:04:05.67', '0001-01-02 03:04:05.678'].map(
      fromPostgres,
    ),
  ).toEqual([
    '2026-01-02T03:04:05.000Z',
    '2026-01-02T03:04:05.600Z',
    '2026-01-02T03:04:05.670Z',
    '0001-01-02T03:04:05.678Z',
  ]);
  for (const other of ['infinity', '10000-01-02 03:04:05', '0044-03-15 00:00:00 BC', '02/01/2026 03:04:05', ''])
    expect(() => fromPostgres(other)).toThrow(RangeError);
});
