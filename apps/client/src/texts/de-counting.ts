import { countingIn } from './counting.ts';

/** How German counts, for all its words. */
export const counting = countingIn('de');
