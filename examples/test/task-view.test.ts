import { EventEmitter } from 'node:events';
import { fieldsOf, newId, type Task } from '@typedo/sdk';
import { expect, it } from 'vitest';
import { screenView } from '../task-view.ts';

it('draws what the terminal has place for, and anew when that changes', async () => {
  const screen = setupScreen();
  const view = screenView(screen);
  view.show(tasksOf('a', 'b', 'c', 'd'), new Set());
  view.say('In step');
  await expect.poll(() => screen.lines()).toEqual(['4 open', '  ○ d', '  ○ c', '  and 2 more', 'In step']);
  Object.assign(screen, { rows: 20, columns: 6 });
  screen.emit('resize');
  await expect.poll(() => screen.lines()).toEqual(['4 open', '  ○ d', '  ○ c', '  ○ b', '  ○ a', 'In st…']);
  view.end();
  expect(screen.listenerCount('resize')).toBe(0);
});

it('lets no title steer the terminal', async () => {
  const screen = setupScreen();
  const view = screenView(screen);
  const control = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).filter((sign) =>
    /\p{Cc}/u.test(sign),
  );
  view.show(tasksOf(`a${control.join('')}\u202e\u2028b`), new Set());
  await expect.poll(() => screen.lines()[1]).toBe(`  ○ a${'·'.repeat(control.length + 2)}b`);
  view.end();
});

function setupScreen() {
  let drawn = '';
  return Object.assign(new EventEmitter(), {
    rows: 6,
    columns: 200,
    write: (text: string) => void (drawn = text),
    lines: () => drawn.replace('\u001b[2J\u001b[H', '').split('\n').slice(0, -1),
  });
}

/** Tasks with these titles, the newest last. */
function tasksOf(...titles: string[]): ReadonlyMap<string, Task> {
  const at = '2026-01-02T03:04:05.000Z';
  const common = { userId: 'u', createdAt: at, updatedAt: at };
  const tasks = titles.map((title, index) => ({ ...common, id: newId(1e12 + index), ...fieldsOf({ title }) }));
  return new Map(tasks.map((task) => [task.id, task]));
}
