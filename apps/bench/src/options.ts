import { parseArgs } from 'node:util';
import type { Report } from './report/report.ts';
import type { Rounds } from './run/measure-work.ts';

/** What somebody asked for on the command line. */
export interface Options {
  readonly databases: readonly Report['database'][];
  /** Names of works, contenders and parts. */
  readonly only: readonly string[];
  readonly quick: boolean;
  /** How many tasks the databases of the part `scale` have, the smallest first. */
  readonly tasks: readonly number[];
  readonly rounds: Rounds;
  /** Where files are written; undefined for the usual folder. */
  readonly out: string | undefined;
}

/** The command line is wrong. The message is one line that says what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line. `names` are those of all works, contenders and parts.
 *
 * @throws UsageError
 */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const values = parse(args);
  const only = values.only?.split(',').map((name) => name.trim()) ?? [];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no "${unknown}". --only takes: ${names.join(', ')}`);
  const usual = values.quick ? { count: 2, seconds: 1 } : { count: 5, seconds: 3 };
  return {
    databases: databasesOf(values.db),
    only,
    quick: values.quick,
    tasks: tasksOf(values.tasks),
    rounds: {
      count: numberOf('--rounds', values.rounds, { usual: usual.count, whole: true }),
      measureMs: numberOf('--seconds', values.seconds, { usual: usual.seconds, whole: false }) * 1000,
      warmUpMs: 1500,
    },
    out: values.out,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        db: { type: 'string' },
        only: { type: 'string' },
        quick: { type: 'boolean', default: false },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        tasks: { type: 'string' },
        out: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split('\n') : [String(error)];
    throw new UsageError(`${line} There are --db, --only, --quick, --seconds, --rounds, --tasks and --out.`, {
      cause: error,
    });
  }
}

function databasesOf(name: string | undefined): Options['databases'] {
  if (name === undefined) return ['sqlite', 'postgres'];
  if (name === 'sqlite' || name === 'postgres') return [name];
  throw new UsageError(`--db is sqlite or postgres, not "${name}"`);
}

function numberOf(
  option: string,
  text: string | undefined,
  { usual, whole }: { usual: number; whole: boolean },
): number {
  if (text === undefined) return usual;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 3600 && (!whole || Number.isInteger(value))) return value;
  const expected = whole ? 'a whole number from 1 to 3600' : 'a number above 0 and up to 3600';
  throw new UsageError(`${option} is ${expected}, not "${text}"`);
}

function tasksOf(given = '10000,1000000'): number[] {
  const counts = given.split(',').map(Number);
  if (counts.some((count) => !Number.isInteger(count) || count < 10_000))
    throw new UsageError(`Invalid --tasks "${given}": expected numbers from 10000, as 10000,1000000`);
  return counts.toSorted((a, b) => a - b);
}
