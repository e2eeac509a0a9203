import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settings } from './commands.ts';
import { root } from './workspaces.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  image?: string;
  ports?: string[];
  environment: Record<string, string>;
  depends_on?: object;
  healthcheck?: { test: string[] };
  volumes?: string[];
  stop_grace_period: string;
}

interface Composition {
  services: { server: Service; database: Service };
  volumes: object;
}

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml')) as Composition;
  const { server, database } = services;

  it('sets and asks for settings that there are', () => {
    const asked = [...read('compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    expect([...settings]).toEqual(expect.arrayContaining([...Object.keys(server.environment), ...asked]));
    expect(Object.keys(database.environment).filter((name) => !name.startsWith('POSTGRES_'))).toEqual([]);
  });

  it('passes every setting on that the composition does not decide itself', () => {
    const decided = new Set(['PORT', 'HOST', 'DATA_DIR', 'DATABASE_URL', 'DATABASE_DIRECT_URL']);
    const all = [...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name = '']) => name);
    const passed = new Set(Object.keys(server.environment));
    expect(all.filter((name) => !passed.has(name) && !decided.has(name))).toEqual([]);
  });

  it('has no secret of its own, and says which is missing instead of starting', () => {
    const lines = read('compose.yaml')
      .split('\n')
      .filter((line) => /^ +\w*(PASSWORD|SECRET|DATABASE_URL):/.test(line));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/\$\{(\w+):\?Set \1 to [^}]+\}/);
  });

  it('waits for PostgreSQL, keeps its data, and gives both time to stop', () => {
    expect(server.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(database.image).toBe('postgres:18');
    expect(database.healthcheck?.test).toEqual(expect.arrayContaining(['pg_isready']));
    expect(database.volumes).toEqual(Object.keys(volumes).map((name) => `${name}:/var/lib/postgresql`));
    for (const { stop_grace_period: period } of [server, database])
      expect(Number.parseInt(period, 10)).toBeGreaterThan(10);
  });

  it('opens the server to this computer alone, and the database to nobody', () => {
    expect(server.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
    expect(database.ports).toBeUndefined();
  });
});

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => /^(\w+) +(.*)$/.exec(line)?.slice(1) as [string, string]);
  const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
  const of = (name: string, where = instructions) => where.filter(([other]) => other === name).map(([, rest]) => rest);

  it("has the repository's own Node.js and pnpm", () => {
    const [, node] = /^nodeVersion: (\S+)$/m.exec(read('pnpm-workspace.yaml')) ?? [];
    const [, pnpm] = /^ {2}pnpm: (\S+)$/m.exec(read('pnpm-workspace.yaml')) ?? [];
    const images = of('FROM').filter((image) => image.includes(':'));
    expect(new Set(images.map((image) => image.split(' ', 1)[0]))).toEqual(new Set([`node:${node}-slim`]));
    expect(of('RUN')).toContain(`npm install --global pnpm@${pnpm}`);
  });

  it('installs what the lockfile says', () => {
    const installs = of('RUN').filter((command) => command.startsWith('pnpm install'));
    expect(installs).toHaveLength(2);
    for (const install of installs) expect(install).toContain('--frozen-lockfile');
  });

  it('runs the server as a user without rights, as the first process, with settings that there are', () => {
    expect([of('USER', last), of('STOPSIGNAL', last), of('VOLUME', last)]).toEqual([['node'], ['SIGTERM'], ['/data']]);
    const [program, file = ''] = JSON.parse(of('CMD', last)[0] ?? '') as string[];
    expect([program, existsSync(join(root, file))]).toEqual(['node', true]);
    const names = of('ENV', last).flatMap((line) => line.match(/\w+(?==)/g) ?? []);
    expect([...settings, 'NODE_ENV']).toEqual(expect.arrayContaining(names));
  });

  it('is healthy when the server answers, and only then', async () => {
    const [, command = ''] = /CMD (\[.*\])$/.exec(of('HEALTHCHECK', last)[0] ?? '') ?? [];
    const [program, ...args] = JSON.parse(command) as string[];
    expect(program).toBe('node');
    let status = 200;
    const asked: (string | undefined)[] = [];
    await using server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on a port
    const check = async (PORT: string) => {
      const child = spawn(process.execPath, args, { env: { PORT }, stdio: 'inherit' });
      await once(child, 'close');
      return child.exitCode;
    };
    expect(await check(String(port))).toBe(0);
    status = 503;
    expect(await check(String(port))).toBe(1);
    expect(asked).toEqual(['/livez', '/livez']);
    expect(await check('1')).toBe(1);
  });

  it('is made without what belongs to the machine', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.env', 'data', '.git', '**/node_modules', '**/dist']));
  });
});
