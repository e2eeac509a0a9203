// Measures how soon a write is told to those who follow: `node src/live/main.ts`.
import { formatLive, measureLive } from './measure-live.ts';
import { createStage } from '../stage/stage.ts';

console.log(
  formatLive(
    await measureLive({ stage: createStage(), dialects: ['sqlite', 'postgresql'], streams: 1_000, writes: 100 }),
  ),
);
