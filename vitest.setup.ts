import { setImmediate } from 'node:timers/promises';
import { format } from 'node:util';
import { afterAll, afterEach } from 'vitest';

// Output hides what matters in a report: whatever is printed fails the test that is running.
const printed: string[] = [];
const undo: (() => void)[] = []; // the next test file of this process listens for itself

for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const) {
  // The union of these methods has no common parameters; each of them takes anything.
  const original = console[name].bind(console) as (...values: unknown[]) => void;
  console[name] = (...values: unknown[]) => {
    printed.push(`console.${name}: ${format(...values)}`);
    original(...values);
  };
  undo.push(() => void (console[name] = original));
}

// Node's own warnings come this way as well.
for (const name of ['stdout', 'stderr'] as const) {
  const stream = process[name];
  const original = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array, ...rest: []) => {
    printed.push(`${name}: ${chunk.toString()}`);
    return original(chunk, ...rest);
  };
  undo.push(() => void (stream.write = original));
}

afterEach(failIfPrinted);
afterAll(async () => {
  await setImmediate();
  for (const each of undo) each();
  failIfPrinted();
});

function failIfPrinted(): void {
  const lines = printed.splice(0);
  if (lines.length > 0) throw new Error(`Stray output:\n${lines.join('\n')}`);
}
