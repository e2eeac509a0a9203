import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dialects, setupPlace } from '@typedo/db/testing';
import { describe, expect, it } from 'vitest';
import { formatTable } from '../src/report/table.ts';
import { runBench, type BenchOptions } from '../src/run/run-bench.ts';
import { contenders } from './stand-ins.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it('measures our server beside a ceiling, and throws no row away', async () => {
      await using world = await setupBench(dialect);
      const report = await world.run(['plain', 'typedo', 'by-id', 'create']);
      expect(report.works.map(({ work, thrown, without }) => [work, thrown, without])).toEqual([
        ['by-id', [], []],
        ['create', [], []],
      ]);
      for (const { rows } of report.works) {
        expect(rows.map(({ contender }) => contender)).toEqual(['plain', 'typedo']);
        for (const row of rows) {
          expect(row.callsPerSecond.min).toBeGreaterThan(0);
          expect(row.p99).toBeGreaterThanOrEqual(row.p50);
          expect(row.toPlain).toBeGreaterThan(0);
        }
      }
      expect(report.generator.callsPerSecond).toBeGreaterThan(0);
      expect(formatTable(report)).toMatch(/\nbyId\n {2}Plain[^\n]*\n {2}Typedo +[\d.,]+ /);
    });
  });
}

describe('the bench', () => {
  it('throws away who answers wrongly or fails, leaves out who does not start, and says so', async () => {
    await using world = await setupBench('sqlite');
    const list = { url: new URL('stand-ins.ts', import.meta.url).href, contenders };
    const report = await world.run(['by-id', 'create'], list);
    expect(report.works.map(({ rows, thrown, without }) => [names(rows), names(thrown), without])).toEqual([
      [['plain', 'tired'], ['liar'], ['mute']],
      [['plain', 'mute'], ['liar', 'tired'], []],
    ]);
    expect(report.absent).toEqual(['dead']);
    const said = world.said.join('\n');
    expect(said).toContain(
      'liar: thrown away, because it answers otherwise than plain: byId.title: "Sell milk" instead of',
    );
    expect(said).toMatch(/tired: thrown away, because \d+ requests failed, the first one with 404/);
    expect(said).toContain('A dead one does not start and is left out.');
  });
});

describe('the command', () => {
  it('refuses a wrong option in one line', async () => {
    const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const run = promisify(execFile)(process.execPath, [program, '--db', 'oracle']);
    await expect(run).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: '--db is sqlite or postgres, not "oracle"\n',
    });
  });
});

function names(rows: readonly { contender: string }[]): string[] {
  return rows.map(({ contender }) => contender);
}

/** A bench with few rows and short rounds, in the tests' own PostgreSQL. */
async function setupBench(dialect: 'sqlite' | 'postgresql') {
  const place = await setupPlace(dialect, { migrated: false });
  const said: string[] = [];
  return {
    said,
    run: (only: readonly string[], list?: BenchOptions['list']) =>
      runBench({
        database: dialect === 'sqlite' ? 'sqlite' : 'postgres',
        only,
        rounds: { count: 1, measureMs: 300, warmUpMs: 100 },
        sizes: { large: 200, others: 20 },
        serverUrl: place.url,
        ...(list && { list }),
        say: (line) => void said.push(line),
      }),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}
