import { describe, expect, it } from 'vitest';
import { plainCeiling, tunedCeiling } from '../contenders/ceilings/ceilings.ts';
import type { Contender } from '../contenders/contender.ts';
import { typedo } from '../contenders/typedo.ts';
import type { Measured } from '../load/job.ts';
import { formatChart } from './chart.ts';
import { goalsOf } from './goals.ts';
import type { Report } from './report.ts';
import { toRows } from './rows.ts';
import { formatGoals, formatTable } from './table.ts';

const peer: Contender = { ...typedo, name: 'peer', title: 'A peer & more', kind: 'peer' };

describe('rows', () => {
  it('are medians with the least and the most, and ratios of medians', () => {
    const [plain, own] = toRows(
      new Map([
        [plainCeiling, [1000, 3000, 2000].map((calls) => round({ calls }))],
        [typedo, [3000, 4000].map((calls) => round({ calls, serverCpu: null }))],
      ]),
    );
    expect(plain).toMatchObject({
      callsPerSecond: { min: 1000, median: 2000, max: 3000 },
      toPlain: 1,
      toTuned: null,
      serverCpu: 400,
      serverShare: 0.8,
    });
    expect(own).toMatchObject({ callsPerSecond: { median: 3500 }, toPlain: 1.75, serverCpu: null, serverShare: null });
  });
});

describe('a report', () => {
  const report = reportOf('postgres');

  it('is a table in which figures stand under each other', () => {
    const lines = formatTable(report).split('\n');
    expect(lines).toContain('byId');
    expect(lines.find((line) => line.includes('  Typedo'))).toMatch(/ 900 +900\.\.900 +0\.90 +0\.60 /);
    expect(lines.find((line) => line.includes('liar'))).toMatch(/^ {2}liar +thrown away$/);
    expect(lines.find((line) => line.includes('mute'))).toMatch(/^ {2}mute +no such call$/);
    const ends = lines.filter((line) => line.endsWith(' %')).map((line) => line.length);
    expect([ends.length, new Set(ends).size]).toEqual([4, 1]);
    expect(lines.at(-1)).toContain('up to 20 % of a core');
    expect(lines.at(-2)).toContain('reaches 90,000 calls/s');
  });

  it('says of each goal whether it was met', () => {
    const goals = formatGoals(goalsOf(report)).split('\n');
    expect(goals).toEqual([
      '  met      byId: at least 0.8 of plain (0.90)',
      '  NOT met  byId: at least 0.7 of tuned (0.60)',
      '  met      byId: more calls/s than every peer (of 1)',
      '  NOT met  byId: less CPU per call than every peer (behind A peer & more)',
    ]);
  });

  it('knows no goal met whose figures were thrown away', () => {
    const [work] = report.works;
    const without = { ...report, works: [{ ...work!, rows: work!.rows.filter(({ kind }) => kind !== 'ours') }] };
    expect(goalsOf(without).map(({ met }) => met)).toEqual([null, null]);
  });

  it('asks more of writes on SQLite, where many share a commit', () => {
    const floor = (database: Report['database']) =>
      goalsOf({ ...reportOf(database), works: [{ ...report.works[0]!, work: 'create' }] })[0]?.text;
    expect([floor('sqlite'), floor('postgres')]).toEqual(['byId: at least 2 of plain', 'byId: at least 1 of plain']);
  });

  it('is a chart whose bars are as long as the ratios', () => {
    const chart = formatChart(report);
    const widths = [...chart.matchAll(/<rect x="\d+" y="\d+" width="([\d.]+)" height="14"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(4);
    expect(widths[2]! / widths[0]!).toBeCloseTo(0.9, 2);
    expect(chart).toContain('A peer &amp; more');
    expect(chart).toContain('0.90  (900/s)');
  });
});

function reportOf(database: Report['database']): Report {
  const rows = toRows(
    new Map([
      [plainCeiling, [round({ calls: 1000 })]],
      [tunedCeiling, [round({ calls: 1500 })]],
      [typedo, [round({ calls: 900, disturbed: 0.2 })]],
      [peer, [round({ calls: 500, serverCpu: 100_000 })]],
    ]),
  );
  return {
    database,
    at: '2026-11-26T00:00:00.000Z',
    machine: { processor: 'A processor', cores: 2, node: 'v24.21.0', pinned: true },
    rounds: { count: 1, seconds: 1 },
    generator: { callsPerSecond: 90_000, busy: 0.9, serverShare: 0.9 },
    absent: [],
    works: [
      { work: 'by-id', title: 'byId', rows, thrown: [{ contender: 'liar', reason: 'it lies' }], without: ['mute'] },
    ],
  };
}

/** A second of load. */
function round(given: Partial<Measured>): Measured {
  return {
    calls: 1000,
    ms: 1000,
    p50: 1,
    p99: 2,
    serverCpu: 800_000,
    databaseCpu: null,
    generatorBusy: 0.1,
    disturbed: 0,
    failures: 0,
    firstFailure: null,
    wrong: null,
    looked: 3,
    ...given,
  };
}
