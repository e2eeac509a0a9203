// Measures how a growing database slows calls: `node src/scale/main.ts`, with 10 million tasks too by `--huge`.
import { parseArgs } from 'node:util';
import { measureScale } from './measure-scale.ts';
import { formatScale } from './table.ts';
import { createStage } from '../stage/stage.ts';

const { values } = parseArgs({
  options: {
    db: { type: 'string' },
    tasks: { type: 'string' },
    huge: { type: 'boolean' },
    seconds: { type: 'string' },
  },
});
const counts = values.tasks?.split(',').map(Number) ?? [10_000, 1_000_000];
const dialects = (['sqlite', 'postgresql'] as const).filter((dialect) => !values.db || dialect.startsWith(values.db));
const sizes = dialects.flatMap((dialect) => counts.map((tasks) => ({ dialect, tasks })));
if (values.huge && dialects.includes('postgresql')) sizes.push({ dialect: 'postgresql', tasks: 10_000_000 });
const rows = await measureScale({
  stage: createStage(),
  sizes,
  rounds: 3,
  ms: Number(values.seconds ?? 1) * 1000,
  say: console.log,
});
console.log(`\n${formatScale(rows)}`);
