// Measures what a server and its streams take of memory: `node src/memory/main.ts`.
import { formatMemory, measureMemory } from './measure-memory.ts';
import { createStage } from '../stage/stage.ts';

console.log(
  formatMemory(
    await measureMemory({ stage: createStage(), dialects: ['sqlite', 'postgresql'], streams: [1_000, 5_000] }),
  ),
);
