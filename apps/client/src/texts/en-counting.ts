import { countingIn } from './counting.ts';

/** How English counts, for all its words. */
export const counting = countingIn('en');
