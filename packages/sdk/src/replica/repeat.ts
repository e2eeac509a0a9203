import { rest, type Pause, type Pauses } from '../pauses.ts';
import type { Bell, News } from './bell.ts';

/** Pauses in milliseconds; `slow` is for what only somebody else can mend: a session that is over, a server that is too old. */
export interface LoopPauses extends Pauses {
  readonly slow: number;
}

/** How long a loop rests, and which news beside `resume` ends its rest. News that came during its turn counts as well. */
export interface Rest extends Pause {
  readonly news: readonly News[];
}

/** No rest. */
export const atOnce: Rest = { least: 0, most: 0, news: [] };

/**
 * Takes one turn after another until the signal is aborted. A turn never rejects. `resume` aborts the signal of the turn that runs, since
 * what it waits for may never come; the next begins at once.
 */
export async function repeat(
  bell: Bell,
  signal: AbortSignal,
  turn: (signal: AbortSignal) => Promise<Rest>,
): Promise<void> {
  while (!signal.aborted) {
    const over = new AbortController();
    const heard = new Set<News>();
    const stop = bell.hear((news) => {
      heard.add(news);
      if (news === 'resume') over.abort();
    });
    const { least, most, news } = await turn(AbortSignal.any([signal, over.signal]));
    stop();
    if (over.signal.aborted) continue;
    const pause = { least, most: news.some((kind) => heard.has(kind)) ? least : most };
    const ends = (kind: News) => kind === 'resume' || news.includes(kind);
    await rest(pause, signal, (hurry) => bell.hear((kind) => ends(kind) && hurry()));
  }
}
