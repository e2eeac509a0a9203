import { parseArgs } from 'node:util';
import { equivalents } from './equivalents.ts';
import { findMutants, type Found } from './found.ts';
import { nameOf, shown, type Mutant } from './mutant.ts';
import { report } from './report.ts';
import { run, type Verdict } from './run.ts';
import { writeFigures } from './written.ts';

const help = `Changes the contract, the entities and the routers, one thing at a time, in a copy, and asks their consumers' types and tests.

  --only PART      contract, entity or router
  --operator NAME  one operator, such as "make nullable"
  --match TEXT     only mutants whose name has this in it
  --sample N       every Nth mutant
  --list           names the mutants and tries none
  --write          puts the table of a whole run into docs/types.md
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    operator: { type: 'string' },
    match: { type: 'string', default: '' },
    sample: { type: 'string', default: '1' },
    list: { type: 'boolean' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const found = findMutants();
const chosen = found.mutants
  .filter(({ part }) => values.only === undefined || part === values.only)
  .filter(({ operator }) => values.operator === undefined || operator === values.operator)
  .filter((mutant) => nameOf(mutant).includes(values.match))
  .filter((_, index) => index % Number(values.sample) === 0);

if (values.help) write(help);
else if (values.list) for (const mutant of chosen) write(`${shown(sourceOf(found, mutant.file), mutant)}\n`);
else await tryAll();

async function tryAll(): Promise<void> {
  const begun = performance.now();
  write(`${found.mutants.length} mutants in ${found.sources.size} files; ${chosen.length} of them are tried.\n`);
  const told = ({ mutant, caught }: Verdict, done: number): void => {
    if (!caught && !isEquivalent(mutant)) write(`Survived:\n${shown(sourceOf(found, mutant.file), mutant)}\n`);
    if (done % 50 === 0) write(`${done} of ${chosen.length}, ${Math.round((performance.now() - begun) / 1000)} s\n`);
  };
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const verdicts = await run(chosen, found, { told, signal: stop.signal });
  const whole = verdicts.length === found.mutants.length;
  const { text, passed } = report(verdicts, equivalents, whole);
  if (values.write && whole) writeFigures(text, Math.round((performance.now() - begun) / 60_000));
  write(`\n${text}\n${Math.round((performance.now() - begun) / 1000)} s\n`);
  if (!passed || stop.signal.aborted) process.exitCode = 1;
}

function isEquivalent(mutant: Mutant): boolean {
  return equivalents.some(({ name }) => name === nameOf(mutant));
}

function sourceOf({ sources }: Found, file: string): string {
  return sources.get(file)?.text ?? '';
}

function write(text: string): void {
  process.stdout.write(text);
}
