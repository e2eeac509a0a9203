import { launchBrowser } from './browser.ts';
import { measureLoading, type Loading } from './figures-loading.ts';
import { fill, heapOf, measureWorking } from './figures-tasks.ts';
import { addElsewhere, signUp } from './journey.ts';
import { pleasant } from './sample-tasks.ts';
import { startServer } from './start-server.ts';

/**
 * Prints what the built client costs, from a real server in a real browser with nothing kept from before: what loading it costs, here and on
 * a phone, and how fast it is with 10,000 tasks. `pnpm figures`. A goal is a wish: nothing fails by it.
 */
const many = 10_000;
const frame = 1000 / 60; // milliseconds

await using server = await startServer({ RATE_LIMIT: '0' }); // 10,000 tasks are made at once
await using browser = await launchBrowser();
await using context = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block' });
await using page = await context.newPage();
await signUp(page);
await addElsewhere(page, pleasant);
const profiles = { '/': { storageState: await context.storageState() }, '/sign-in': {} };

for (const [path, profile] of Object.entries(profiles)) {
  const load = (options: { onPhone?: boolean; quiet?: boolean }) =>
    measureLoading(browser, { baseURL: server.url, ...profile }, path, options);
  for (const on of ['this machine', 'a phone']) {
    heading(`Loading ${path === '/' ? 'the tasks' : 'the sign-in'} on ${on}, the middle of three`);
    const { scripts: initial } = await load({ quiet: false });
    const rounds: Loading[] = [];
    for (let round = 0; round < 3; round++) rounds.push(await load({ onPhone: on === 'a phone' }));
    const middle = (name: keyof Loading) =>
      part(
        rounds.map((round) => round[name]),
        0.5,
      );
    print('JavaScript of the first screen, compressed', initial / 1000, 'kB', 150);
    print('JavaScript that comes later, in a quiet moment', (middle('scripts') - initial) / 1000, 'kB');
    print('largest contentful paint', middle('lcp'), 'ms', 2500);
    print('total blocking time', middle('tbt'), 'ms', 200);
    print('layout shift', middle('cls'), '', 0.1);
  }
}

heading(`Working with ${many.toLocaleString('en')} tasks`);
const few = await heapOf(page);
await fill(page, many);
const { add, check, search, frames, heap } = await measureWorking(page);
for (const [name, times, goal] of [
  ['from key to paint: add', add, 2 * frame],
  ['from key to paint: check off', check, 2 * frame],
  ['from key to paint: search, a letter', search, 50],
  ['a frame while scrolling', frames, 1.5 * frame],
] as const) {
  print(`${name}, p50 of ${times.length}`, part(times, 0.5), 'ms', goal);
  print(`${name}, p95`, part(times, 0.95), 'ms', goal);
  print(`${name}, the longest`, part(times, 1), 'ms');
}
print(`heap with ${pleasant.length} tasks, after garbage collection`, few, 'MB');
print(`heap with ${many.toLocaleString('en')}`, heap, 'MB');

/** The value that this part of all, from 0 to 1, does not exceed. */
function part(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

function heading(text: string): void {
  process.stdout.write(`\n${text.padEnd(58)}${'value'.padStart(12)}${'goal'.padStart(12)}\n`);
}

function print(name: string, value: number, unit: string, goal?: number): void {
  const digits = (number: number) => (unit === '' ? number.toFixed(3) : number.toFixed(1));
  const wish = goal === undefined ? '' : `${`< ${digits(goal)}`.padStart(12)}  ${value < goal ? 'met' : 'NOT MET'}`;
  process.stdout.write(`  ${name.padEnd(54)}${`${digits(value)} ${unit.padEnd(2)}`.padStart(14)}${wish}\n`);
}
