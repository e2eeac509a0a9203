import { contractVersion, newId } from '@typedo/sdk';
import type { Page } from 'playwright-core';
import { quickAdd } from './journey.ts';

/** What working with many tasks costs: milliseconds of each press until it is painted, those of each frame, and megabytes. */
export interface Working {
  add: number[];
  check: number[];
  search: number[];
  frames: number[];
  heap: number;
}

/** Makes tasks past the page, a hundred at a time, and opens it with all of them. */
export async function fill(page: Page, count: number): Promise<void> {
  for (let made = 0; made < count; made += 100) {
    const mutations = Array.from({ length: 100 }, (_, index) => {
      const id = newId();
      return {
        type: 'create',
        id,
        mutationId: id,
        title: `Errand ${made + index}`,
        description: 'Before noon, by bicycle.',
      };
    });
    const answer = await page.request.post('/trpc/sync.push', {
      headers: { origin: new URL(page.url()).origin },
      data: { mutations, contractVersion },
    });
    if (!answer.ok()) throw new Error(`The tasks were not made: ${await answer.text()}`);
  }
  await page.goto('/');
  await page.waitForFunction(
    (count) => Number(document.querySelector('[aria-setsize]')?.getAttribute('aria-setsize')) >= count,
    count,
  );
}

/** Adds, checks off, searches and scrolls, several times each. */
export async function measureWorking(page: Page, rounds = 20): Promise<Working> {
  await page.evaluate(watchPaints);
  const add: number[] = [];
  const check: number[] = [];
  const search: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await quickAdd(page).fill(`New errand ${round}`);
    add.push(await painted(page, 'Enter'));
  }
  await page.keyboard.press('ArrowDown');
  for (let round = 0; round < rounds; round++) check.push(await painted(page, 'Space'));
  await page.keyboard.press('/');
  for (let round = 0; round < rounds / 4; round++)
    for (const key of [String(round + 1), '2', 'Backspace', 'Backspace']) search.push(await painted(page, key));
  const frames = await page.evaluate(scroll);
  return { add, check, search, frames, heap: await heapOf(page) };
}

/** Megabytes of the page's objects that are still in use. */
export async function heapOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize / 1e6;
}

/** Presses a key that changes the list; answers with the milliseconds from the press to the paint of the first change. */
async function painted(page: Page, key: string): Promise<number> {
  await page.evaluate(() => Object.assign(globalThis, { lastPaint: null }));
  await page.keyboard.press(key);
  const last = await page.waitForFunction(() => (globalThis as unknown as { lastPaint: number | null }).lastPaint); // set below
  const took = Number(await last.jsonValue());
  await page.waitForTimeout(400); // what it set off comes to rest: the save, and rows that glide
  return took;
}

/** In the page: notes for each press of a key how long it took until what it changed in the list was painted. */
function watchPaints(): void {
  const list = () =>
    [...document.querySelectorAll('[data-row]')]
      .map(
        (row) =>
          `${row.getAttribute('data-row')} ${row.getAttribute('aria-setsize')} ${row.querySelector('.line-through')?.tagName}`,
      )
      .join();
  const channel = new MessageChannel();
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      const before = list();
      const look = () => {
        if (list() === before) return;
        changes.disconnect();
        requestAnimationFrame(() => {
          // A message posted in a frame is heard when that has been painted.
          channel.port1.addEventListener(
            'message',
            () => Object.assign(globalThis, { lastPaint: performance.now() - timeStamp }),
            { once: true },
          );
          channel.port1.start();
          channel.port2.postMessage(null);
        });
      };
      const changes = new MutationObserver(look);
      changes.observe(document.body, { childList: true, subtree: true, attributes: true });
    },
    { capture: true },
  );
}

/** In the page: scrolls far in 300 frames; answers with the milliseconds of each. */
async function scroll(): Promise<number[]> {
  const frames: number[] = [];
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  window.scrollTo(0, 0);
  await frame();
  let last = await frame();
  for (let step = 0; step < 300; step++) {
    window.scrollBy(0, 150);
    const now = await frame();
    frames.push(now - last);
    last = now;
  }
  return frames;
}
