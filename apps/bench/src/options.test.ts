import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const names = ['by-id', 'create', 'typedo'];
const read = (...args: string[]) => readOptions(args, names);

describe('the command line', () => {
  it('says nothing, and both databases are measured in full', () => {
    expect(read()).toEqual({
      databases: ['sqlite', 'postgres'],
      only: [],
      quick: false,
      tasks: [10_000, 1_000_000],
      rounds: { count: 5, measureMs: 3000, warmUpMs: 1500 },
      out: undefined,
    });
  });

  it('shortens what is measured, by one word or in detail', () => {
    expect(read('--quick').rounds).toMatchObject({ count: 2, measureMs: 1000 });
    expect(read('--quick', '--rounds', '3', '--seconds', '0.5').rounds).toMatchObject({ count: 3, measureMs: 500 });
  });

  it('names a database, works and contenders, and a folder', () => {
    expect(read('--db', 'sqlite', '--only', 'create, typedo', '--out', 'there')).toMatchObject({
      databases: ['sqlite'],
      only: ['create', 'typedo'],
      out: 'there',
    });
  });

  it.each([
    [['--db', 'oracle'], '--db is sqlite or postgres, not "oracle"'],
    [['--only', 'create,none'], 'There is no "none". --only takes: by-id, create, typedo'],
    [['--rounds', '1.5'], '--rounds is a whole number from 1 to 3600, not "1.5"'],
    [['--seconds', '0'], '--seconds is a number above 0 and up to 3600, not "0"'],
    [['--tasks', '5,x'], /^Invalid --tasks "5,x"/],
    [['--fast'], /^[^\n]*--fast[^\n]* There are --db, --only/],
    [['create'], /^[^\n]*create[^\n]* There are --db, --only/],
  ])('%j is refused in one line', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
