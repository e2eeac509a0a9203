import { describe, expect, it } from 'vitest';
import { formatPayloads, parsePayload } from './message.ts';

const payloadsOf = (userIds: string[]) => formatPayloads({ from: 'me', userIds });

describe('the payload of a notification', () => {
  it('holds any user ids, and says who sent it', () => {
    const userIds = ['ada', '', '"]', 'a\\b\n\0', '𝒳'.repeat(255), '\u{1}'.repeat(255), 'alone \ud800'];
    const payloads = payloadsOf(userIds);
    expect(payloads.map(parsePayload)).toEqual([{ from: 'me', userIds }]);
    expect(payloads.join('')).not.toMatch(/\0|\ud800(?![\udc00-\udfff])/); // which PostgreSQL would refuse or change
  });

  it('is split so that each fits into a notification, and none is sent in vain', () => {
    for (const letter of ['a', '𝒳', '\u{1}', '"']) {
      for (const length of [1, 36, 255]) {
        const userIds = Array.from({ length: 1_000 }, (_, index) => letter.repeat(length) + index);
        const payloads = payloadsOf(userIds);
        expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThanOrEqual(7_900);
        const bytes = payloads.reduce((sum, payload) => sum + Buffer.byteLength(payload), 0);
        expect(payloads.length).toBeLessThanOrEqual(Math.ceil(bytes / (7_900 - 1_600)));
        expect(payloads.flatMap((payload) => parsePayload(payload)?.userIds)).toEqual(userIds);
        expect(payloads.map((payload) => parsePayload(payload)?.from)).toEqual(payloads.map(() => 'me'));
      }
    }
  });

  it('may name nobody', () => {
    expect(payloadsOf([]).map(parsePayload)).toEqual([{ from: 'me', userIds: [] }]);
  });

  it('is ignored when it is of another kind', () => {
    for (const payload of [
      '',
      'hello',
      '[',
      '[]',
      '{"from":"me"}',
      'null',
      '"me"',
      '["me",1]',
      '["me",null]',
      '[["me"]]',
    ])
      expect(parsePayload(payload)).toBe(null);
  });
});
