import { texts } from '../texts.ts';
import { accountTexts as english, type AccountTexts } from '../texts/en-account.ts';

/** The words of the account's pages, in the language of the moment. English comes with the pages, another language with its other words. */
export function accountTexts(): AccountTexts {
  return texts.accountPages ?? english;
}
