// Counts the tests of all workspaces: `pnpm ls --recursive --depth -1 --json | node count.mjs [failed step]...`.
// Prints what is missing or failed and, as its last line, `N passed, N failed`; ends with 1 unless all passed.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const failedSteps = process.argv.slice(2);
let passed = 0;
let failed = 0;

for (const folder of testedWorkspaces()) {
  const report = readReport(folder);
  const failures = report ? failuresOf(report) : ['wrote no report'];
  passed += report?.numPassedTests ?? 0;
  failed += failures.length;
  for (const failure of failures) console.log(`${relative('.', folder)}: ${failure}`);
}

for (const step of failedSteps) {
  // What failed in the test step has been counted, unless nothing reported it.
  if (step === 'test' && failed > 0) continue;
  failed++;
  console.log(`The step ${step} failed.`);
}

if (passed === 0 && failed === 0) {
  failed++;
  console.log('No test ran.');
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** The folders of the workspaces that have tests, from pnpm's list on the standard input. */
function testedWorkspaces() {
  try {
    const folders = JSON.parse(readFileSync(0, 'utf8')).map(({ path }) => path);
    // The root's script runs those of all others.
    return folders.slice(1).filter((folder) => manifestOf(folder).scripts?.test);
  } catch (error) {
    failedSteps.push(`count (${error.message})`);
    return [];
  }
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function readReport(folder) {
  const file = join(folder, 'reports/vitest.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Each failed test with the beginning of what it said, and each file or run that failed without one. */
function failuresOf({ success, testResults }) {
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n').slice(0, 2_000)}`);
    return tests.length > 0 || status === 'passed' ? tests : [`${relative('.', name)}: ${message}`];
  });
  return failures.length > 0 || success ? failures : ['the run failed'];
}
