import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from '../database-error.ts';
import { directUrlOf, parsePostgresUrl } from './postgres-url.ts';

const verified = { rejectUnauthorized: true, host: expect.any(String) };

describe('a PostgreSQL URL', () => {
  it('says where the database is and how to get in', () => {
    expect(parsePostgresUrl('postgresql://ada:secret@db.example.com:6543/typedo')).toEqual({
      host: 'db.example.com',
      port: 6543,
      user: 'ada',
      password: 'secret',
      database: 'typedo',
      ssl: verified,
      pooled: false,
    });
  });

  it('has port 5432 and no credentials when it names none', () => {
    expect(parsePostgresUrl('postgres://localhost/typedo')).toMatchObject({ port: 5432, user: '', password: '' });
  });

  it('may hold any character, escaped', () => {
    const url = 'postgres://a%40b:p%40ss%2Fw%3Aord%25%20%E2%82%AC@localhost/my%20tasks';
    expect(parsePostgresUrl(url)).toMatchObject({ user: 'a@b', password: 'p@ss/w:ord% €', database: 'my tasks' });
  });

  it('may name an IPv6 address', () => {
    expect(parsePostgresUrl('postgres://ada@[2001:db8::1]:6543/typedo')).toMatchObject({
      host: '2001:db8::1',
      port: 6543,
    });
    expect(parsePostgresUrl('postgres://ada@[::1]/typedo')).toMatchObject({ host: '::1', ssl: false });
  });

  it('may name the folder of a Unix socket, as a host or as a parameter', () => {
    const socket = { host: '/var/run/postgresql', port: 5432, database: 'typedo', ssl: false };
    expect(parsePostgresUrl('postgres://ada@%2Fvar%2Frun%2Fpostgresql/typedo')).toMatchObject(socket);
    expect(parsePostgresUrl('postgres:///typedo?host=/var/run/postgresql')).toMatchObject(socket);
  });

  it.for([
    'postgres://',
    'postgres:///typedo',
    'postgres://ada:secret@host',
    'postgres://ada:secret@host/',
    'postgres://ada:secret@host:port/typedo',
    'postgres://ada:secret#@host/typedo',
    'postgres://ada:100%secret@host/typedo',
    'postgres://ada:secret@host/typedo?sslmode=secret',
    'mysql://ada:secret@host/typedo',
    'secret',
  ])('is refused in one line that holds nothing of it when something is missing or wrong: %s', (url) => {
    expect(() => parsePostgresUrl(url)).toThrow(DatabaseError);
    expect(() => parsePostgresUrl(url)).toThrow(/^Invalid database URL: (?!.*(secret|ada)).+$/);
  });
});

describe('TLS', () => {
  const sslOf = (host: string, parameters = '') =>
    parsePostgresUrl(`postgres://ada:secret@${host}/typedo${parameters}`).ssl;

  it('is on, and verified, for every host but this machine', () => {
    for (const host of ['db.example.com', 'db', 'postgres', '10.0.0.5', '[2001:db8::1]'])
      expect(sslOf(host)).toEqual(verified);
    for (const host of ['localhost', '127.0.0.1', '127.0.1.1', '[::1]', 'host.docker.internal'])
      expect(sslOf(host)).toBe(false);
    for (const host of ['localhost.example.com', '127.example.com', 'mylocalhost', '127.0.0.1.example.com'])
      expect(sslOf(host)).not.toBe(false);
  });

  it('is verified for the very host of the URL', () => {
    expect(sslOf('10.0.0.5')).toEqual({ rejectUnauthorized: true, host: '10.0.0.5' });
    expect(sslOf('[2001:db8::1]')).toEqual({ rejectUnauthorized: true, host: '2001:db8::1' });
  });

  it('is as sslmode says, and never weaker than that', () => {
    expect(sslOf('db', '?sslmode=disable')).toBe(false);
    expect(sslOf('db', '?sslmode=no-verify')).toEqual({ rejectUnauthorized: false });
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      expect(sslOf('db', `?sslmode=${mode}`)).toEqual(verified);
      expect(sslOf('localhost', `?sslmode=${mode}`)).toEqual(verified);
    }
    for (const mode of ['allow', 'prefer']) {
      expect(sslOf('db', `?sslmode=${mode}`)).toEqual(verified);
      expect(sslOf('localhost', `?sslmode=${mode}`)).toBe(false);
    }
  });

  it("trusts the platform's authorities, or the one of sslrootcert, whose file has to be there", () => {
    expect(sslOf('db', '?sslrootcert=system')).toEqual(verified);
    expect(() => sslOf('db', `?sslrootcert=${join(tmpdir(), 'no-such.pem')}`)).toThrow(
      /no-such\.pem of sslrootcert cannot be read\.$/,
    );
  });
});

describe('a pooler', () => {
  const pooled =
    'postgresql://ada:a-pooler.b@ep-cool-sun-a1b2-pooler.eu-central-1.aws.neon.tech/tasks?sslmode=require&channel_binding=require';
  const direct = pooled.replace('a1b2-pooler.', 'a1b2.');

  it("is known by its name at Neon's, and gives the direct URL", () => {
    expect(parsePostgresUrl(pooled)).toMatchObject({
      pooled: true,
      ssl: verified,
      password: 'a-pooler.b',
      database: 'tasks',
    });
    expect(directUrlOf(pooled)).toBe(direct);
    expect(parsePostgresUrl(direct)).toMatchObject({
      pooled: false,
      host: 'ep-cool-sun-a1b2.eu-central-1.aws.neon.tech',
    });
  });

  it('is told by pgbouncer=true elsewhere', () => {
    expect(parsePostgresUrl('postgres://ada@db:6432/tasks?pgbouncer=true').pooled).toBe(true);
    expect(parsePostgresUrl('postgres://ada@db:5432/tasks').pooled).toBe(false);
  });

  it('is not looked for in a URL that has none', () => {
    for (const url of [direct, 'postgres://ada:x-pooler.y@localhost/tasks', 'postgres://[::1]/a-pooler.b'])
      expect(directUrlOf(url)).toBe(url);
  });
});
