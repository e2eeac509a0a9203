import { HttpError } from '../app/failure.ts';
import { wordsOf } from '../app/words.ts';
import type { Problems } from '../forms/problems.ts';
import { texts } from '../texts.ts';

// The words of the account endpoints for why they refused.
const byCode = (): Record<string, Problems> => ({
  INVALID_EMAIL_OR_PASSWORD: { password: texts.signIn.wrong },
  INVALID_PASSWORD: { currentPassword: texts.changePassword.wrong },
  INVALID_EMAIL: { email: texts.fields.email.invalid },
  USER_ALREADY_EXISTS: { email: texts.signUp.taken },
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: { email: texts.signUp.taken },
  SIGN_UP_CLOSED: { '': texts.signUp.closed },
});

/** Says at which field an account form was refused, and why. */
export function problemsOf(error: unknown): Problems {
  if (error instanceof HttpError) {
    if (error.status === 429) return { '': texts.problems.tooMany(error.retryAfter) };
    if (error.code === 'PASSWORD_TOO_COMMON') return { [error.field]: texts.problems.tooCommon };
    const known = byCode()[error.code];
    if (known) return known;
  }
  return { '': wordsOf(error) };
}
