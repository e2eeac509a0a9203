import { Socket } from 'node:net';
import { setupDatabase } from '@typedo/db/testing';
import { describe, expect, test } from 'vitest';
import { createAddressOf, neighbourhoodOf } from '../src/http/client-address.ts';
import { setupServer } from './setup-server.ts';

/** The address of a request with such a header over a line to `peer`. */
function find(peer: string, noted: string | undefined, ...trusted: string[]): string {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer });
  return createAddressOf(trusted)({ headers: noted === undefined ? {} : { 'x-forwarded-for': noted }, socket });
}

describe('the address of a client', () => {
  test('is the other end of the line, whatever a header says, when no proxy is trusted or another one is there', () => {
    expect(find('203.0.113.7', '1.1.1.1')).toBe('203.0.113.7');
    expect(find('203.0.113.7', '1.1.1.1', '10.0.0.0/8')).toBe('203.0.113.7');
    expect(find('203.0.113.7', undefined, '203.0.113.7')).toBe('203.0.113.7');
  });

  test('is the last that no trusted proxy is, behind all that a client may have made up', () => {
    expect(find('10.0.0.1', '203.0.113.7', '10.0.0.0/8')).toBe('203.0.113.7');
    expect(find('10.0.0.1', '1.1.1.1, 203.0.113.7', '10.0.0.0/8')).toBe('203.0.113.7');
    expect(find('10.0.0.1', '1.1.1.1,10.9.9.9 ,203.0.113.7,10.0.0.3, 10.0.0.2', '10.0.0.0/8')).toBe('203.0.113.7');
    expect(find('10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.0/8')).toBe('10.0.0.3');
    expect(find('2001:db8::1', '203.0.113.7', '2001:db8::/32')).toBe('203.0.113.7');
  });

  test.each(['unknown', '1.1.1.1.1', '1.1.1', '', '_hidden', '256.1.1.1', '[::1', 'a'.repeat(9_000)])(
    'is not searched for beyond %j, which is no address',
    (entry) => {
      expect(find('10.0.0.1', `1.1.1.1, ${entry}`, '10.0.0.0/8')).toBe('10.0.0.1');
      expect(find('10.0.0.1', `1.1.1.1, ${entry}, 10.0.0.2`, '10.0.0.0/8')).toBe('10.0.0.2');
    },
  );

  test('is written in one way', () => {
    for (const [entry, address] of [
      ['::ffff:203.0.113.7', '203.0.113.7'],
      ['::FFFF:cb00:7107', '203.0.113.7'],
      ['203.0.113.7:4711', '203.0.113.7'],
      ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
      ['[2001:db8::1]', '2001:db8::1'],
      ['[2001:db8::1]:4711', '2001:db8::1'],
      ['fe80::1%eth0', 'fe80::1'],
    ] as const)
      expect([entry, find('::ffff:10.0.0.1', entry, '10.0.0.1')]).toEqual([entry, address]);
    expect(find('::ffff:203.0.113.7', undefined)).toBe('203.0.113.7');
    expect(find('', '1.1.1.1', '10.0.0.1')).toBe('');
  });

  test('counts together with its network of 64 bits, if it is of IPv6', () => {
    for (const [address, network] of [
      ['203.0.113.7', '203.0.113.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:db8:1:2::', '2001:db8:1:2::/64'],
      ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['2001:db8::5:0:0:0:1', '2001:db8:0:5::/64'],
      ['::1', '0:0:0:0::/64'],
      ['::', '0:0:0:0::/64'],
    ] as const)
      expect(neighbourhoodOf(address)).toBe(network);
  });

  test.each(['2001:db8:1:2:3:4:5:6', '203.0.113.7'])('is what a session shows: %s', async (address) => {
    const database = await setupDatabase('sqlite');
    await using server = await setupServer('sqlite', { database, trustedProxies: ['127.0.0.1'] });
    const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
    const headers = { 'x-forwarded-for': `1.1.1.1, ${address}`, origin: server.url };
    expect((await server.post('/api/auth/sign-up/email', ada, headers)).status).toBe(200);
    const shown = await database.kysely().selectFrom('sessions').select('ip_address').execute();
    const digits = (text: string) => text.replaceAll(/\b0+(?=\w)/g, ''); // the library writes 0001 for 1
    expect(shown.map(({ ip_address }) => digits(String(ip_address)))).toEqual([address]);
  });
});
