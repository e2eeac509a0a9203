import type { Refusal } from '@typedo/sdk';
import { datesIn } from './texts/counting.ts';
import { en, type Texts } from './texts/en.ts';

/** Every word that a person reads, in the language of the moment: read it where it is shown, and keep no copy. */
// oxlint-disable-next-line import/no-mutable-exports -- a language is set before the first render, and can be chosen later
export let texts: Texts = en;
let dates = datesIn();

/** Sets the language of the page; `where` is whose dates it writes, e.g. `de-CH`. */
export function speak(next: Texts, where: string): void {
  texts = next;
  dates = datesIn(where);
}

/** A day and a time of day, as the reader writes them. */
export function moment(at: Date): string {
  return dates.moment(at);
}

/** A day, as the reader writes it. */
export function longDate(at: Date): string {
  return dates.day(at);
}

/** The sentence for a refused call, in the language of the page. */
export function sentence(refusal: Refusal): string {
  // The table's entry and the details belong to the same reason, which a lookup by a union cannot express.
  const say = texts.reasons[refusal.reason] as (details: Refusal['details']) => string;
  return say(refusal.details);
}
