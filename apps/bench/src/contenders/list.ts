import { plainCeiling, tunedCeiling } from './ceilings/ceilings.ts';
import type { Contender } from './contender.ts';
import { peers } from './peers/peers.ts';
import { typedo } from './typedo.ts';

/** Everybody who is measured, in the order of the tables. */
export const contenders: readonly Contender[] = [plainCeiling, tunedCeiling, typedo, ...peers];
