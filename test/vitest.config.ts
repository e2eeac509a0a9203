import { mergeConfig } from 'vitest/config';
import { suite } from '../vitest.base.ts';

// `pnpm soak` runs what takes too long for every run.
export default process.env['SOAK'] ? mergeConfig(suite(), { test: { include: ['*.soak.ts'] } }) : suite();
