import type { Dialect } from '@typedo/db';
import { formatLive, measureLive } from './live/measure-live.ts';
import { formatMemory, measureMemory } from './memory/measure-memory.ts';
import type { Goal } from './report/goals.ts';
import { liveGoals, memoryGoals, scaleGoals, startGoals } from './report/part-goals.ts';
import { measureScale } from './scale/measure-scale.ts';
import { formatScale } from './scale/table.ts';
import type { Stage } from './stage/stage.ts';
import { formatStart, measureStart } from './start/measure-start.ts';

/** What a part is measured with. */
export interface PartOptions {
  readonly stage: Stage;
  readonly dialects: readonly Dialect[];
  /** Fewer and shorter rounds. */
  readonly quick: boolean;
  /** How many tasks the databases of `scale` have, the smallest first. */
  readonly tasks: readonly number[];
  readonly say: (line: string) => void;
}

/** Figures for programs and for people, and what they decide. */
export interface PartResult {
  readonly figures: unknown;
  readonly text: string;
  readonly goals: readonly Goal[];
}

/** A part of the bench in which nobody is compared with others. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** Whether it has to be asked for by its name, because it takes long. */
  readonly onRequest: boolean;
  measure(options: PartOptions): Promise<PartResult>;
}

/** SQLite is for a million tasks; ten are for PostgreSQL. */
const mostOnSqlite = 1_000_000;

/** The parts beside the works, in their order. */
export const parts: readonly Part[] = [
  {
    name: 'start',
    title: 'From the start until ready',
    onRequest: false,
    async measure({ stage, dialects, quick }) {
      const figures = await measureStart({ stage, dialects, rounds: quick ? 3 : 10 });
      return { figures, text: formatStart(figures), goals: startGoals(figures) };
    },
  },
  {
    name: 'memory',
    title: 'Memory at rest and of each stream',
    onRequest: false,
    async measure({ stage, dialects, quick }) {
      const figures = await measureMemory({ stage, dialects, streams: quick ? [1_000] : [1_000, 5_000] });
      return { figures, text: formatMemory(figures), goals: memoryGoals(figures) };
    },
  },
  {
    name: 'live',
    title: 'From a write to the last of 1,000 streams',
    onRequest: false,
    async measure({ stage, dialects, quick }) {
      const figures = await measureLive({ stage, dialects, streams: 1_000, writes: quick ? 30 : 100 });
      return { figures, text: formatLive(figures), goals: liveGoals(figures) };
    },
  },
  {
    name: 'scale',
    title: 'The same calls in growing databases',
    onRequest: true,
    async measure({ stage, dialects, quick, tasks, say }) {
      const sizes = dialects.flatMap((dialect) =>
        tasks
          .filter((count) => dialect === 'postgresql' || count <= mostOnSqlite)
          .map((count) => ({ dialect, tasks: count })),
      );
      const figures = await measureScale({ stage, sizes, rounds: quick ? 1 : 3, ms: quick ? 300 : 1_000, say });
      return { figures, text: formatScale(figures), goals: scaleGoals(figures) };
    },
  },
];
