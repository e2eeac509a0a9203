import { describe, expect, it } from 'vitest';
import { sentence, texts } from './texts.ts';

describe('who is limited', () => {
  it.each([
    [1, '1 second'],
    [2, '2 seconds'],
    [89, '89 seconds'],
    [90, '2 minutes'],
    [120, '2 minutes'],
    [121, '3 minutes'],
    [887, '15 minutes'],
    [3600, '60 minutes'],
    [5400, '90 minutes'],
    [5401, '2 hours'],
    [7200, '2 hours'],
    [86_400, '24 hours'],
  ])('for %d seconds hears of %s', (retryAfter, time) => {
    expect(texts.problems.tooMany(retryAfter)).toBe(`Too many attempts. Try again in ${time}.`);
    expect(sentence({ reason: 'RATE_LIMITED', details: { retryAfter } })).toBe(
      `That was a lot at once. Try again in ${time}.`,
    );
  });

  it('hears of no time when none was said', () => {
    expect(texts.problems.tooMany(0)).toBe('Too many attempts. Wait a while and try again.');
  });
});
