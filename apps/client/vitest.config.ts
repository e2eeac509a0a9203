import { availableParallelism } from 'node:os';
import { suite } from '../../vitest.base.ts';

// A browser keeps a core busy by itself.
export default suite({ postgres: true, workers: Math.max(1, availableParallelism() - 1) });
