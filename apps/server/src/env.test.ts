import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDatabase, readEnvironment, readLogSettings, repositoryRoot, variables } from './env.ts';

const secret = 'x'.repeat(32);
const postgres = { DATABASE_URL: 'postgres://ann:pw@db.example.com/typedo', AUTH_SECRET: secret };

describe('readEnvironment', () => {
  test('needs nothing: SQLite in the root, port 3000, this computer only', () => {
    expect(readEnvironment({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: new URL('http://localhost:3000'),
      corsOrigins: [],
      database: {
        url: `sqlite:${join(repositoryRoot, 'data/typedo.sqlite')}`,
        directUrl: undefined,
        pool: { min: 5, max: 20 },
      },
      dataDir: join(repositoryRoot, 'data'),
      authSecret: undefined,
      signUp: 'open',
      trustedProxies: [],
      taskQuota: 1_000_000,
      rateLimit: 30_000,
      rateLimitAddress: 120_000,
      metricsToken: undefined,
    });
  });

  test('reads every setting', () => {
    const environment = readEnvironment({
      ...postgres,
      PORT: '8080',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'https://typedo.example.com/',
      CORS_ORIGINS: 'https://tools.example.com/, http://localhost:5173',
      DATABASE_DIRECT_URL: 'postgresql://ann:pw@direct.example.com/typedo',
      DATA_DIR: '/srv/typedo',
      POOL_MIN: '0',
      POOL_MAX: '7',
      SIGN_UP: 'closed',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      TASK_QUOTA: '5',
      RATE_LIMIT: '0',
      RATE_LIMIT_ADDRESS: '600',
      METRICS_TOKEN: 'sixteen-letters!',
    });
    expect(environment).toEqual({
      port: 8080,
      host: '0.0.0.0',
      publicUrl: new URL('https://typedo.example.com'),
      corsOrigins: ['https://tools.example.com', 'http://localhost:5173'],
      database: {
        url: postgres.DATABASE_URL,
        directUrl: 'postgresql://ann:pw@direct.example.com/typedo',
        pool: { min: 0, max: 7 },
      },
      dataDir: '/srv/typedo',
      authSecret: secret,
      signUp: 'closed',
      trustedProxies: ['10.0.0.0/8', '::1'],
      taskQuota: 5,
      rateLimit: 0,
      rateLimitAddress: 600,
      metricsToken: 'sixteen-letters!',
    });
  });

  test('takes an empty value for none', () => {
    expect(readEnvironment({ PORT: '', DATABASE_URL: '', TRUSTED_PROXIES: '' }).port).toBe(3000);
  });

  test.each([
    ['PORT', 'abc', 'expected a whole number from 0 to 65535'],
    ['PORT', '65536', 'expected a whole number from 0 to 65535'],
    ['PORT', '-1', 'expected a whole number from 0 to 65535'],
    ['PUBLIC_URL', 'typedo.example.com', 'expected an address such as'],
    ['PUBLIC_URL', 'https://example.com/typedo', 'without a path'],
    ['CORS_ORIGINS', 'https://a.example.com, b.example.com', 'expected an address such as'],
    ['CORS_ORIGINS', 'https://a.example.com/tools', 'without a path'],
    ['DATABASE_URL', 'mysql://ann@host/typedo', 'expected postgres://'],
    ['DATABASE_URL', 'postgres://ann:pw@host', 'expected postgres://'],
    ['AUTH_SECRET', 'short', 'at least 32'],
    ['SIGN_UP', 'maybe', 'expected open, first or closed'],
    ['TRUSTED_PROXIES', '10.0.0.0/8,proxy', 'expected addresses or networks'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'expected addresses or networks'],
    ['POOL_MAX', '0', 'expected a whole number from 1 to 1000'],
    ['TASK_QUOTA', '1.5', 'expected a whole number'],
  ])('refuses %s=%s in one line that names it', (name, value, expected) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(
      new RegExp(`^Invalid setting: ${name}: .*${expected}[^\n]*$`),
    );
  });

  test('tells all that is wrong in the same line, and repeats no secret', () => {
    const run = () =>
      readEnvironment({ PORT: 'x', AUTH_SECRET: 'hunter2', DATABASE_URL: 'postgres://ann:hunter2@host' });
    expect(run).toThrow(/^Invalid setting: PORT: .*; DATABASE_URL: .*; AUTH_SECRET: [^\n]*$/);
    expect(run).not.toThrow(/hunter2/);
  });

  test('refuses settings that do not fit together', () => {
    expect(() => readEnvironment({ DATABASE_URL: postgres.DATABASE_URL })).toThrow(
      /AUTH_SECRET: expected at least 32 random characters/,
    );
    expect(() => readEnvironment({ DATABASE_DIRECT_URL: postgres.DATABASE_URL })).toThrow(
      /DATABASE_URL: expected as well/,
    );
    expect(() => readEnvironment({ POOL_MIN: '9', POOL_MAX: '8' })).toThrow(
      /POOL_MIN: expected at most POOL_MAX, which is 8/,
    );
  });
});

describe('readDatabase', () => {
  test('gives what readEnvironment does, and wants neither the secret nor what else is wrong', () => {
    expect(readDatabase({})).toEqual(readEnvironment({}).database);
    const settings = { DATABASE_URL: postgres.DATABASE_URL, DATABASE_DIRECT_URL: 'postgres://ann:pw@direct/typedo' };
    const { database } = readEnvironment({ ...settings, AUTH_SECRET: secret });
    expect(readDatabase({ ...settings, PORT: 'x' })).toEqual(database);
  });

  test('refuses what is wrong with the database', () => {
    expect(() => readDatabase({ DATABASE_URL: 'mysql://ann@host/typedo' })).toThrow(/^Invalid setting: DATABASE_URL: /);
    expect(() => readDatabase({ DATABASE_DIRECT_URL: postgres.DATABASE_URL })).toThrow(
      /DATABASE_URL: expected as well/,
    );
    expect(() => readDatabase({ POOL_MIN: '9', POOL_MAX: '8' })).toThrow(/POOL_MIN: expected at most POOL_MAX/);
  });
});

describe('.env.example', () => {
  const lines = readFileSync(join(repositoryRoot, '.env.example'), 'utf8').split('\n');
  const settings = lines.filter((line) => !/^#? |^$/.test(line)).map((line) => line.replace(/^#/, '').split('='));

  test('describes every setting and no other', () => {
    expect(settings.map(([name = '']) => name).toSorted()).toEqual(Object.keys(variables.shape).toSorted());
  });

  test('shows the defaults, and values that are allowed', () => {
    const written = Object.fromEntries(settings.map(([name = '', value]) => [name, value]));
    const { PUBLIC_URL, DATABASE_URL, DATABASE_DIRECT_URL, ...defaults } = written;
    expect(readEnvironment(defaults)).toEqual(readEnvironment({}));
    expect(() => readEnvironment({ PUBLIC_URL, DATABASE_URL, DATABASE_DIRECT_URL, AUTH_SECRET: secret })).not.toThrow();
  });
});

test('readLogSettings takes a wrong setting for none, since the refusal of it has to be logged', () => {
  expect(readLogSettings({})).toEqual({ format: undefined, level: 'info' });
  expect(readLogSettings({ LOG_FORMAT: 'json', LOG_LEVEL: 'debug' })).toEqual({ format: 'json', level: 'debug' });
  expect(readLogSettings({ LOG_FORMAT: 'xml', LOG_LEVEL: 'loud' })).toEqual({ format: undefined, level: 'info' });
  expect(() => readEnvironment({ LOG_FORMAT: 'xml' })).toThrow(/LOG_FORMAT: expected json or text/);
});
