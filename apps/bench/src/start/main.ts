// Measures how long a start takes: `node src/start/main.ts`.
import { formatStart, measureStart } from './measure-start.ts';
import { createStage } from '../stage/stage.ts';

console.log(formatStart(await measureStart({ stage: createStage(), dialects: ['sqlite', 'postgresql'], rounds: 10 })));
