import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { logLevels } from './log/create-log.ts';

/** Where relative paths start and `.env` lies, wherever the server is started from. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

const whole = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d+$/, error).transform(Number).pipe(z.int(error).min(min, error).max(max, error));
};

const postgresUrl = z
  .string()
  .refine(
    (url) => /^postgres(ql)?:\/\/[^/]+\/[^/]/.test(url) && URL.canParse(url),
    'expected postgres://user:password@host:port/database',
  );

const origin = z
  .url({ protocol: /^https?$/, error: 'expected an address such as https://typedo.example.com' })
  .transform((url) => new URL(url))
  .refine((url) => url.pathname === '/' && !url.search && !url.hash, 'expected an address without a path');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);

const origins = list.pipe(z.array(origin)).transform((urls) => urls.map((url) => url.origin));

const proxies = list.refine(
  (entries) => entries.every(isNetwork),
  'expected addresses or networks, separated by commas, such as 10.0.0.0/8',
);

const token = z.string().regex(/^[\x21-\x7e]{16,}$/, 'expected at least 16 characters without spaces');

const logFormat = z.enum(['json', 'text'], 'expected json or text');

const logLevel = z.enum(logLevels, 'expected debug, info, warn or error');

const signUp = z.enum(['open', 'first', 'closed'], 'expected open, first or closed');

/** Every setting, as it is written in the environment. `.env.example` describes them. */
export const variables = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: origin.optional(),
  CORS_ORIGINS: origins.default([]),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  DATA_DIR: z.string().default('./data'),
  POOL_MIN: whole(0, 1000).default(5),
  POOL_MAX: whole(1, 1000).default(20),
  AUTH_SECRET: z.string().min(32, 'expected at least 32 random characters').optional(),
  SIGN_UP: signUp.default('open'),
  TRUSTED_PROXIES: proxies.default([]),
  TASK_QUOTA: whole(1, 1_000_000_000).default(1_000_000),
  RATE_LIMIT: whole(0, 1_000_000_000).default(30_000),
  RATE_LIMIT_ADDRESS: whole(0, 1_000_000_000).default(120_000),
  METRICS_TOKEN: token.optional(),
  LOG_FORMAT: logFormat.optional(),
  LOG_LEVEL: logLevel.default('info'),
});

const ofDatabase = variables
  .pick({ DATABASE_URL: true, DATABASE_DIRECT_URL: true, DATA_DIR: true, POOL_MIN: true, POOL_MAX: true })
  .superRefine(checkDatabase);

const together = variables.superRefine((value, context) => {
  if (value.DATABASE_URL && !value.AUTH_SECRET) {
    refuse(
      context,
      'AUTH_SECRET',
      'expected at least 32 random characters; PostgreSQL needs it, so that all servers agree (try: openssl rand -base64 32)',
    );
  }
  checkDatabase(value, context);
});

function checkDatabase(value: z.infer<typeof ofDatabase>, context: z.RefinementCtx): void {
  if (value.DATABASE_DIRECT_URL && !value.DATABASE_URL)
    refuse(context, 'DATABASE_URL', 'expected as well when DATABASE_DIRECT_URL is set');
  if (value.POOL_MIN > value.POOL_MAX)
    refuse(context, 'POOL_MIN', `expected at most POOL_MAX, which is ${value.POOL_MAX}`);
}

function refuse(context: z.RefinementCtx, name: keyof typeof variables.shape, message: string): void {
  context.addIssue({ code: 'custom', path: [name], message });
}

/** The settings of a server, complete and checked. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  /** How people reach the server. */
  readonly publicUrl: URL;
  /** The origins of other sites whose pages may call with an API key. */
  readonly corsOrigins: readonly string[];
  /** `url` is `postgres://…`, or `sqlite:…` in the data folder. */
  readonly database: { url: string; directUrl: string | undefined; pool: { min: number; max: number } };
  readonly dataDir: string;
  /** Signs the session cookies. Undefined: a SQLite server keeps one in its data folder. */
  readonly authSecret: string | undefined;
  readonly signUp: z.infer<typeof signUp>;
  readonly trustedProxies: readonly string[];
  readonly taskQuota: number;
  /** Calls a minute of one account, and of one address; 0 is no limit. */
  readonly rateLimit: number;
  readonly rateLimitAddress: number;
  /** Who has it may read `/metrics`; undefined: there is no such path. */
  readonly metricsToken: string | undefined;
}

/** A setting is missing or wrong. The message is one line that names it and says what is expected. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the settings from the environment, and from `.env` in the repository's root what the environment does not say. An
 * empty value counts as none.
 *
 * @throws EnvironmentError
 */
export function readEnvironment(source: Settings = fromOutside()): Environment {
  const data = parse(together, source);
  const { database, dataDir } = databaseOf(data);
  return {
    port: data.PORT,
    host: data.HOST,
    publicUrl: data.PUBLIC_URL ?? localUrl(data.HOST, data.PORT),
    corsOrigins: data.CORS_ORIGINS,
    database,
    dataDir,
    authSecret: data.AUTH_SECRET,
    signUp: data.SIGN_UP,
    trustedProxies: data.TRUSTED_PROXIES,
    taskQuota: data.TASK_QUOTA,
    rateLimit: data.RATE_LIMIT,
    rateLimitAddress: data.RATE_LIMIT_ADDRESS,
    metricsToken: data.METRICS_TOKEN,
  };
}

/**
 * Reads what says where the database is, for a command that uses nothing else: it need not be given the secret.
 *
 * @throws EnvironmentError
 */
export function readDatabase(source: Settings = fromOutside()): Environment['database'] {
  return databaseOf(parse(ofDatabase, source)).database;
}

/** How the log is written; without a format it depends on who reads it. */
export interface LogSettings {
  readonly format: z.infer<typeof logFormat> | undefined;
  readonly level: z.infer<typeof logLevel>;
}

/** Reads how to log. A wrong setting counts as none here: {@link readEnvironment} refuses it, and that has to be logged. */
export function readLogSettings(source: Settings = fromOutside()): LogSettings {
  return {
    format: logFormat.safeParse(source['LOG_FORMAT']).data,
    level: logLevel.safeParse(source['LOG_LEVEL']).data ?? 'info',
  };
}

type Settings = NodeJS.Dict<string>;

function fromOutside(): Settings {
  return { ...readDotEnv(), ...process.env };
}

function parse<S extends z.core.$ZodType>(schema: S, source: Settings): z.output<S> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value));
  const { success, data, error } = z.safeParse(schema, given);
  if (success) return data;
  throw new EnvironmentError(
    `Invalid setting: ${error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`).join('; ')}`,
  );
}

function databaseOf(data: z.infer<typeof ofDatabase>): Pick<Environment, 'database' | 'dataDir'> {
  const dataDir = resolve(repositoryRoot, data.DATA_DIR);
  const database = {
    url: data.DATABASE_URL ?? `sqlite:${resolve(dataDir, 'typedo.sqlite')}`,
    directUrl: data.DATABASE_DIRECT_URL,
    pool: { min: data.POOL_MIN, max: data.POOL_MAX },
  };
  return { database, dataDir };
}

/** An address that answers on every interface, or on the loopback only, is best called localhost. */
function localUrl(host: string, port: number): URL {
  const name = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host)
    ? 'localhost'
    : isIP(host) === 6
      ? `[${host}]`
      : host;
  return new URL(`http://${name}:${port}`);
}

function readDotEnv(): NodeJS.Dict<string> {
  const file = resolve(repositoryRoot, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+?)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}
