import type { Task, TaskOrder, Typedo } from '@typedo/sdk';
import { createListeners } from '../app/listeners.ts';

/** What is known of the server's trash. */
export interface TrashState {
  /** How many tasks are in it; undefined until the server has said. */
  readonly count: number | undefined;
  /** Those that were read, in the order asked for. */
  readonly tasks: readonly Task[];
  readonly hasMore: boolean;
  /** Nothing is here yet of what was asked for. */
  readonly isLoading: boolean;
  /** The last question had no answer. */
  readonly isFailed: boolean;
}

/** Reads the server's trash page by page. What is here stays until the same is read anew. */
export interface TrashPages {
  /** Another object whenever it changes. */
  readonly current: () => TrashState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks how many there are. */
  count(): void;
  /** Reads what fits, as far as it has been looked at. */
  show(order: TaskOrder, search: string): void;
  /** Reads the next page. */
  more(): void;
  /** Asks nothing more, and waits for no answer. */
  stop(): void;
}

const pageSize = 100; // as many as the contract allows

/** Makes the reader; `onFailure` hears why a question had no answer. */
export function createTrashPages(typedo: Typedo, onFailure: (error: unknown) => void): TrashPages {
  const { subscribe, tell } = createListeners();
  let state: TrashState = { count: undefined, tasks: [], hasMore: false, isLoading: false, isFailed: false };
  let asked: { readonly order: TaskOrder; readonly search: string } | null = null;
  let cursor: string | undefined;
  let reading = new AbortController();
  let counting = new AbortController();
  let isReading = false;
  /** How many are wanted at least: a page that was asked for may have been given up. */
  let wanted = 0;

  function set(change: Partial<TrashState>): void {
    state = { ...state, ...change };
    tell();
  }

  /** Reads until there are as many as are wanted, or no more; from the beginning, or on from where the last page ended. */
  async function read(isAnew: boolean): Promise<void> {
    if (!asked) return;
    reading.abort();
    const { signal } = (reading = new AbortController());
    isReading = true;
    const tasks = isAnew ? [] : [...state.tasks];
    let next = isAnew ? undefined : cursor;
    try {
      do {
        const input = { deleted: true, order: asked.order, limit: pageSize, search: asked.search || undefined };
        const page = await typedo.task.list.query({ ...input, cursor: next }, { signal });
        if (signal.aborted) return;
        tasks.push(...page.tasks);
        next = page.nextCursor ?? undefined;
      } while (next !== undefined && tasks.length < wanted);
      cursor = next;
      isReading = false;
      set({ tasks, hasMore: next !== undefined, isLoading: false, isFailed: false });
    } catch (error) {
      if (signal.aborted) return;
      isReading = false;
      onFailure(error);
      set({ isLoading: false, isFailed: true });
    }
  }

  return {
    current: () => state,
    subscribe,
    count() {
      counting.abort();
      const { signal } = (counting = new AbortController());
      typedo.task.count.query(undefined, { signal }).then(
        ({ deleted }) => signal.aborted || set({ count: deleted }),
        (error: unknown) => signal.aborted || onFailure(error), // what was said before stays
      );
    },
    show(order, search) {
      if (asked?.order !== order || asked.search !== search) {
        asked = { order, search };
        wanted = 0;
        set({ tasks: [], hasMore: false, isLoading: true });
      }
      void read(true);
    },
    more() {
      if (!state.hasMore) return;
      wanted = state.tasks.length + 1;
      if (!isReading) void read(false);
    },
    stop() {
      reading.abort();
      counting.abort();
      isReading = false;
    },
  };
}
