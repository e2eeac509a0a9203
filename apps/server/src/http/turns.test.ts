import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('turns of one account come one after the other, beside those of another', async () => {
  const takeTurn = createTurns();
  const order: string[] = [];
  const run = async (userId: string, name: string) => {
    const end = await takeTurn(userId);
    order.push(`${name} begins`);
    await sleep(20);
    order.push(`${name} ends`);
    end();
  };
  await Promise.all([run('ada', 'first'), run('ada', 'second'), run('bob', 'other')]);
  expect(order).toEqual(['first begins', 'other begins', 'first ends', 'other ends', 'second begins', 'second ends']);
});
