import { execFile } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** A browser's executable, and the shared libraries that came with it. */
export interface Chromium {
  readonly executablePath: string;
  readonly libraries?: string;
}

// Snap's Chromium is not among them: it sees neither our fonts nor the temporary folder.
const installed = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser that CHROMIUM_PATH names, else an installed one, else the one in the npm package. */
export async function findChromium(): Promise<Chromium> {
  const executablePath = process.env['CHROMIUM_PATH'] || installed.find((path) => existsSync(path));
  if (executablePath) return { executablePath };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackChromium(tmpdir());
  throw new Error('Install Chrome or Chromium, or name its executable in CHROMIUM_PATH.');
}

/**
 * Unpacks the npm package's browser (210 MB, about 2 s) into a folder in `parent`, or finds it there.
 *
 * Processes may do so at once: each unpacks for itself, and the first to be done names its copy for all.
 */
export async function unpackChromium(parent: string): Promise<Chromium> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  // npm publishes no manifest without a version.
  const manifest = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as { version: string };
  const home = join(parent, `typedo-chromium-${String(userInfo().uid)}-${manifest.version}`);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (lstatSync(home).uid !== userInfo().uid) throw new Error(`${home} belongs to somebody else.`);

  const ready = join(home, 'ready');
  const executablePath = join(ready, 'chromium');
  if (!existsSync(executablePath)) {
    const copy = mkdtempSync(join(home, 'copy-'));
    await unpackInto(copy, entry);
    // A cleaner of temporary files may have taken the browser and left its folder.
    if (!existsSync(executablePath)) rmSync(ready, { recursive: true, force: true });
    try {
      renameSync(copy, ready);
    } catch {
      // Another process was faster.
      rmSync(copy, { recursive: true });
    }
  }
  return { executablePath, libraries: join(ready, 'al2023', 'lib') };
}

/** The package knows no folder but TMPDIR, and brings out its shared libraries only where it believes to be at home. */
async function unpackInto(folder: string, entry: string): Promise<void> {
  const program = `import chromium from ${JSON.stringify(pathToFileURL(entry).href)}; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
}
