import type { Pulled } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { Channel, type Read } from './channel.ts';

const pulledUpTo = (cursor: string): Pulled => ({ reset: false, tasks: [], deletedIds: [], cursor, hasMore: false });

/** A channel whose reads the test answers itself. */
function setup() {
  const asked: { cursor: string; answer: PromiseWithResolvers<Read<string>> }[] = [];
  const channel = new Channel<string>((cursor) => {
    const answer = Promise.withResolvers<Read<string>>();
    asked.push({ cursor, answer });
    return answer.promise;
  });
  const answer = (index: number, event: string) => asked[index]?.answer.resolve({ pulled: pulledUpTo('e.2'), event });
  return { channel, asked, answer };
}

describe('a channel', () => {
  it('reads once for all who are at the same place, and gives them the very same answer', async () => {
    const { channel, asked, answer } = setup();
    const reads = [channel.read('e.1'), channel.read('e.1')];
    answer(0, 'change');
    reads.push(channel.read('e.1'));
    const [first, ...others] = await Promise.all(reads);
    expect(asked).toHaveLength(1);
    for (const other of others) expect(other).toBe(first);
  });

  it('reads again after a wake-up, also when a read is under way that may not have seen the change', async () => {
    const { channel, asked, answer } = setup();
    const before = channel.read('e.1');
    channel.wake();
    const after = channel.read('e.1');
    answer(1, 'new');
    answer(0, 'old');
    expect([(await before).event, (await after).event]).toEqual(['old', 'new']);
    expect((await channel.read('e.1')).event).toBe('new');
    expect(asked).toHaveLength(2);
  });

  it('does not remember a failure', async () => {
    const { channel, asked, answer } = setup();
    const failed = channel.read('e.1');
    asked[0]?.answer.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    const again = channel.read('e.1');
    answer(1, 'change');
    expect((await again).event).toBe('change');
  });

  it('remembers a few places only', () => {
    const { channel, asked } = setup();
    for (let seq = 0; seq < 100; seq++) void channel.read(`e.${seq}`);
    void channel.read('e.99');
    expect(asked).toHaveLength(100);
    void channel.read('e.0');
    expect(asked).toHaveLength(101);
  });

  it('misses no wake-up between a look and the wait', async () => {
    const { channel } = setup();
    const seen = channel.wakeUps;
    channel.wake();
    await expect(channel.wokenAfter(seen, {})).resolves.toBeUndefined();
  });

  it('lets one go who waits no longer, and the others wait on', async () => {
    const { channel } = setup();
    const [leaver, stayer] = [{}, {}];
    const left = channel.wokenAfter(channel.wakeUps, leaver);
    let woken = false;
    const stays = channel.wokenAfter(channel.wakeUps, stayer).then(() => (woken = true));
    channel.release(leaver);
    await left;
    expect(woken).toBe(false);
    channel.wake();
    await stays;
  });
});
