import { reasonOf } from '@typedo/sdk';
import { outageOf } from './failure.ts';
import { sentence, texts } from '../texts.ts';

/** Why a call failed, in one sentence. */
export function wordsOf(error: unknown): string {
  const refusal = reasonOf(error);
  if (refusal) return sentence(refusal);
  return outageOf(error) ? texts.problems.unreachable : texts.problems.failed;
}
