import { inputKeys, summaries } from '@typedo/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from './index.ts';

it('has a sentence for every procedure, and one for every key of its input', () => {
  for (const { path, input } of catalogue()) {
    expect(summaries[path]).toMatch(/^[A-Z].*\.$/);
    const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
    expect([path, ...Object.keys(inputKeys[path]).toSorted()]).toEqual([path, ...Object.keys(properties).toSorted()]);
    for (const sentence of Object.values(inputKeys[path])) expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});
