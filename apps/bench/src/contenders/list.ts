import type { Contender } from './contender.ts';
import { typedo } from './typedo.ts';

/** Everybody who is measured, in the order of the tables. */
export const contenders: readonly Contender[] = [typedo];
