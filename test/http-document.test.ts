import { procedureReasons } from '@typedo/contract';
import { expect, it } from 'vitest';
import { documents } from './documents.ts';

it('docs/http.md calls every procedure', () => {
  const run = documents.find(({ path }) => path === 'docs/http.md')?.blocks.filter((block) => block.run) ?? [];
  const called = run.flatMap(({ code }) => [...code.matchAll(/"\$TYPEDO\/([\w.]+)/g)].map(([, name = '']) => name));
  expect([...new Set(called)].toSorted()).toEqual(Object.keys(procedureReasons).toSorted());
});
