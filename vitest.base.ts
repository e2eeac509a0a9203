import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/**
 * How every package runs its tests. `postgres` is for packages whose tests need PostgreSQL: one server, started by the
 * first of them, serves all. `workers` is how many files run at once: most tests wait more than they compute, so two do on the smallest machine.
 */
export function suite({
  postgres = false,
  workers = Math.max(2, availableParallelism() - 1),
}: { postgres?: boolean; workers?: number } = {}): ViteUserConfig {
  return defineConfig({
    test: {
      reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }], printFigures(), failOnOutput()],
      setupFiles: [here('./vitest.setup.ts')],
      globalSetup: postgres ? [here('./packages/db/src/testing/global-setup.ts')] : [],
      exclude: ['**/node_modules/**', '**/dist/**'],
      passWithNoTests: false,
      allowOnly: false,
      // Files of a suite run in one process, one after another: none of them keeps state, and each would load everything anew.
      isolate: false,
      maxWorkers: workers,
      expect: { poll: { timeout: 10_000 } }, // what is waited for comes later on a busy machine
      // Programs that tests start, again and again, begin with what Node.js compiled of them before.
      env: { NODE_COMPILE_CACHE: here('./node_modules/.cache/node') },
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  });
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Prints what tests measured: those that call `annotate(figures, 'figure')`. No test passes or fails by it. */
function printFigures(): Reporter {
  const lines: string[] = [];
  return {
    onTestCaseAnnotate({ fullName }, { type, message }) {
      if (type === 'figure') lines.push(`${fullName}\n    ${message}`);
    },
    onTestRunEnd() {
      if (lines.length > 0) process.stdout.write(`\nFigures\n  ${lines.join('\n  ')}\n`);
    },
  };
}

/** Fails the run for what is printed when no test is there to fail for it, as after the last one: see vitest.setup.ts. */
function failOnOutput(): Reporter {
  let printed = false;
  return {
    onUserConsoleLog() {
      printed = true;
    },
    onTestRunEnd() {
      if (!printed) return;
      process.exitCode = 1;
      process.stderr.write('\nThe run fails: something was printed, see stdout and stderr above.\n');
    },
  };
}
