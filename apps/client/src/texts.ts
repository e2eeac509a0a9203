import type { Refusal } from '@typedo/sdk';
import { en, type Texts } from './texts/en.ts';

/** Every word that a person reads, in the language of the page. Read it where it is shown: a language can be chosen later. */
export const texts: Texts = en;

/** The sentence for a refused call, in the language of the page. */
export function sentence(refusal: Refusal): string {
  // The table's entry and the details belong to the same reason, which a lookup by a union cannot express.
  const say = texts.reasons[refusal.reason] as (details: Refusal['details']) => string;
  return say(refusal.details);
}
