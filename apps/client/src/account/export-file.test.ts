import { contractVersion, fieldsOf, type ExportPage } from '@typedo/sdk';
import { expect, it } from 'vitest';
import { parseCsv } from '../../test/csv.ts';
import { tame } from './csv.ts';
import { exportFile, type Counted } from './export-file.ts';

const at = '2026-11-26T10:00:00.000Z';
const times = { createdAt: at, updatedAt: at, deletedAt: null };
const taskOf = (title: string) => ({ id: title, userId: 'ada', ...fieldsOf({ title }), ...times });
const by = { kind: 'session' as const, id: null };
const changeOf = (taskId: string) => ({ at, kind: 'create' as const, by, before: {}, after: {}, taskId });
const account = { id: 'ada', name: 'Ada', email: 'ada@example.org', createdAt: at, keys: [], sessions: [] };

// The tasks end in the middle of the third page.
const pages: ExportPage[] = [
  { account, tasks: ['a', 'b'].map(taskOf), changes: [], nextCursor: '1' },
  { account: null, tasks: ['c', 'd'].map(taskOf), changes: [], nextCursor: '2' },
  { account: null, tasks: ['e'].map(taskOf), changes: ['a'].map(changeOf), nextCursor: '3' },
  { account: null, tasks: [], changes: ['b'].map(changeOf), nextCursor: null },
];

async function write(format: 'json' | 'csv', from = pages) {
  const asked: (string | null)[] = [];
  const counts: Counted[] = [];
  const next = async (cursor: string | null) => {
    asked.push(cursor);
    // The cursors are the places of the pages.
    return from[Number(cursor ?? 0)]!;
  };
  const file = await exportFile(format, next, (counted) => counts.push(counted));
  return { text: await file.text(), asked, counts };
}

it('has every page in the JSON, and says how far it has come', async () => {
  const { text, asked, counts } = await write('json');
  const tasks = pages.flatMap((page) => page.tasks);
  const changes = pages.flatMap((page) => page.changes);
  expect(JSON.parse(text)).toMatchObject({ contractVersion, account, tasks, changes });
  expect(asked).toEqual([null, '1', '2', '3']);
  expect(counts.at(-1)).toEqual({ tasks: 5, changes: 2 });
});

it('has every task in the table, and asks for no page of changes alone', async () => {
  const { text, asked } = await write('csv');
  expect(parseCsv(text).map(([id]) => id)).toEqual(['id', 'a', 'b', 'c', 'd', 'e']);
  expect(asked).toEqual([null, '1', '2']);
});

it('writes an account without tasks as files that can be read', async () => {
  const empty = [{ account, tasks: [], changes: [], nextCursor: null }];
  expect(JSON.parse((await write('json', empty)).text)).toMatchObject({ account, tasks: [], changes: [] });
  expect(parseCsv((await write('csv', empty)).text)).toHaveLength(1);
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1', '＋1', '－1', '＠A1'])(
  'puts an apostrophe before %j, which a spreadsheet could take for a formula',
  (text) => expect(tame(text)).toBe(`'${text}`),
);

it.each(['Buy milk', 'a=b', '1-2', "'=1", '2026-11-26', ''])('leaves %j as it is', (text) => {
  expect(tame(text)).toBe(text);
});
