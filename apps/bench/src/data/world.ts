import { cpSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Dialect } from '@typedo/db';
import pg from 'pg';
import type { Contender } from '../contenders/contender.ts';
import { createSeeds, type Cast, type Sizes } from './cast.ts';
import { diskFolder } from './disk.ts';
import { fill } from './fill.ts';
import { openServer } from './postgres-server.ts';

/** Databases of the same rows, one for each contender. Disposing of it removes them all. */
export interface World extends AsyncDisposable {
  readonly cast: Cast;
  /** The processes of the database, whose time is the first one's and that of its children; null where it has none, or none of ours. */
  readonly databasePid: number | null;
  /** Gives a contender a copy of its own, as `sqlite:path` or `postgres://…`: none grows under another. */
  databaseFor(contender: Pick<Contender, 'name' | 'tables'>): Promise<string>;
}

/** How a world is made. */
export interface WorldOptions {
  readonly dialect: Dialect;
  readonly sizes: Sizes;
  /** A PostgreSQL server of the operator's, which may create databases; without it the bench starts its own. */
  readonly serverUrl?: string | undefined;
  /** Says what is going on. */
  readonly say: (line: string) => void;
}

/** Makes up the rows. Their databases are filled when the first contender asks for such tables. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { cast, seeds } = createSeeds(options.sizes, Date.now());
  await using stack = new AsyncDisposableStack();
  const server = stack.use(
    options.dialect === 'sqlite' ? createFiles(options.say) : await createDatabases(options.serverUrl, options.say),
  );
  const templates = new Map<string, Promise<string>>();
  const filled = async (tables: Contender['tables']) => {
    options.say(`Filling the tables of ${tables === 'typedo' ? 'Typedo' : 'the peers'}`);
    const name = `template_${tables}`;
    await fill({ dialect: options.dialect, tables, url: await server.create(name) }, seeds);
    return name;
  };
  const owned = stack.move();
  return {
    cast,
    databasePid: server.pid,
    async databaseFor({ name, tables }) {
      const template = templates.get(tables) ?? filled(tables);
      templates.set(tables, template);
      const from = await template;
      return server.copy(from, name.replaceAll('-', '_'));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Where databases lie; a name is of letters and `_`. */
interface Place extends AsyncDisposable {
  readonly pid: number | null;
  create(name: string): Promise<string>;
  copy(from: string, to: string): Promise<string>;
}

function createFiles(say: (line: string) => void): Place {
  const folder = mkdtempSync(join(diskFolder(say), 'typedo-bench-'));
  const file = (name: string) => join(folder, name, 'typedo.sqlite');
  const create = async (name: string) => {
    mkdirSync(join(folder, name), { mode: 0o700 });
    return `sqlite:${file(name)}`;
  };
  return {
    pid: null,
    create,
    async copy(from, to) {
      const url = await create(to);
      cpSync(file(from), file(to));
      return url;
    },
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function createDatabases(given: string | undefined, say: (line: string) => void): Promise<Place> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await openServer(given, say));
  // One connection: databases are made one after the other.
  const admin = stack.adopt(new pg.Pool({ connectionString: server.url, max: 1 }), (pool) => pool.end());
  admin.on('error', () => {}); // the next query says it
  const made: string[] = [];
  stack.defer(async () => {
    for (const name of made) await admin.query(`drop database if exists ${name} with (force)`);
  });
  const create = async (name: string, template: string) => {
    const own = `typedo_bench_${process.pid}_${name}`;
    await admin.query(`create database ${own} template ${template} strategy file_copy`);
    if (server.pid === null) made.push(own); // our own server ends with all that it has
    return Object.assign(new URL(server.url), { pathname: `/${own}` }).href;
  };
  const owned = stack.move();
  return {
    pid: server.pid,
    create: (name) => create(name, 'template0'),
    copy: (from, to) => create(to, `typedo_bench_${process.pid}_${from}`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
