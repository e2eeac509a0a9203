import { foldCase } from '@typedo/contract';
import { expect, it } from 'vitest';
import { setupDatabase } from '../testing/index.ts';
import { postgresSyntax } from './syntax.ts';

it('folds every letter of Unicode as PostgreSQL does', async () => {
  await using database = await setupDatabase('postgresql');
  if (database.dialect !== 'postgresql') throw new Error('Expected PostgreSQL');
  const { rows } = await database.pool.query<{ code: number; folded: string }>(
    `select code, ${postgresSyntax.folded('chr(code)')} as folded from generate_series(1, 1114111) as code
     where code not between 55296 and 57343 and unicode_assigned(chr(code)) -- the two may know different versions of Unicode`,
  );
  const newer = new Set([0xa7d3, 0xa7d5]); // they got their capitals in Unicode 17, which Node.js knows and PostgreSQL 18 does not
  const different = rows.filter(
    ({ code, folded }) => foldCase(String.fromCodePoint(code)) !== folded && !newer.has(code),
  );
  expect(different).toEqual([]);
  expect(rows.length).toBeGreaterThan(280_000);
});

it('folds a text letter by letter', () => {
  expect(foldCase('Straße, ΟΔΟΣ οδος, ﬀ, ᾳ, 😀 i')).toBe('STRAßE, ΟΔΟΣ ΟΔΟΣ, ﬀ, ᾼ, 😀 I');
});
