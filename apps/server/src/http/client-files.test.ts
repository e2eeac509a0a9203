import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createClientFiles } from './client-files.ts';

function setup() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'typedo-client-'));
  const dist = join(folder.path, 'dist');
  mkdirSync(join(dist, 'assets'), { recursive: true });
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Typedo</title>');
  writeFileSync(join(dist, 'assets/main-abc123.js'), `console.log('${'hello '.repeat(500)}')`);
  writeFileSync(join(dist, 'assets/packed-abc123.js'), 'plain');
  writeFileSync(join(dist, 'assets/packed-abc123.js.br'), brotliCompressSync('compressed by the build'));
  writeFileSync(join(dist, 'icon.png'), 'PNG');
  writeFileSync(join(dist, 'sw.js'), '');
  writeFileSync(join(dist, 'manifest.webmanifest'), '{}');
  writeFileSync(join(folder.path, 'secret.txt'), 'nobody may read this');
  const files = createClientFiles(dist);
  return {
    get: (path: string, headers: Record<string, string> = {}) =>
      files(new Request(`http://localhost${path}`, { headers })),
    [Symbol.dispose]: () => folder.remove(),
  };
}

describe('createClientFiles', () => {
  test('gives the page at every path that is not a file', async () => {
    using client = setup();
    for (const path of ['/', '/sign-in', '/tasks/01a2040e-60b1-7a66-a4fa-aee490be8527', '/?x=1.js']) {
      const response = await client.get(path);
      expect([path, response.status, response.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<title>Typedo');
    }
  });

  test('lets a browser keep what has a hash in its name', async () => {
    using client = setup();
    const response = await client.get('/assets/main-abc123.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('lets a browser keep nothing without asking whose name stays the same', async () => {
    using client = setup();
    for (const [path, type] of [
      ['/sw.js', 'text/javascript; charset=utf-8'],
      ['/manifest.webmanifest', 'application/manifest+json'],
      ['/icon.png', 'image/png'],
    ] as const) {
      const { headers } = await client.get(path);
      expect([path, headers.get('content-type'), headers.get('cache-control')]).toEqual([path, type, 'no-cache']);
    }
  });

  test('compresses what shrinks, as the browser likes it', async () => {
    using client = setup();
    const plain = await bytesOf(await client.get('/assets/main-abc123.js'));
    const gzip = await client.get('/assets/main-abc123.js', { 'accept-encoding': 'gzip, deflate' });
    const brotli = await client.get('/assets/main-abc123.js', { 'accept-encoding': 'gzip, deflate, br' });
    const icon = await client.get('/icon.png', { 'accept-encoding': 'br' });
    expect([gzip, brotli, icon].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', 'br', null]);
    expect([...gunzipSync(await bytesOf(gzip))]).toEqual([...plain]);
    const packed = await bytesOf(brotli);
    expect(packed.length).toBeLessThan(plain.length / 10);
    expect([...brotliDecompressSync(packed)]).toEqual([...plain]);
  });

  test('sends what the build has compressed as it is, and not as a file of its own', async () => {
    using client = setup();
    const page = await client.get('/assets/packed-abc123.js', { 'accept-encoding': 'gzip, br' });
    expect(page.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(await bytesOf(page)).toString()).toBe('compressed by the build');
    expect(await (await client.get('/assets/packed-abc123.js')).text()).toBe('plain');
    expect((await client.get('/assets/packed-abc123.js.br')).status).toBe(404);
  });

  test('finds nothing outside its folder, and no page for a missing file', async () => {
    using client = setup();
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/main-old.js',
      '/favicon.ico',
      '/%E0%A4%A',
    ]) {
      const response = await client.get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toBe('There is nothing here.\n');
    }
  });

  test('says how to build the client when there is none', async () => {
    const response = await createClientFiles(join(tmpdir(), 'no-such-folder'))(new Request('http://localhost/'));
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('pnpm start');
  });
});

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer()); // the lighter class, which a server of this process puts in place, has no `bytes`
}
