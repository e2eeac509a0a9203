import { z } from 'zod';
import { limits } from './limits.ts';
import { text, trimmedText } from './text.ts';
import { inRules } from './worded-rules.ts';

/** An e-mail address, in lower case. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .meta(inRules('trimmed', 'lowerCase'))
  .pipe(z.email())
  .meta({ format: 'email' });

/** A password; length is the rule, not its characters. */
export const password = text(limits.password);

/** The form that opens a session. The password is not judged here: an old one may be shorter than today's rule. */
export const signIn = z.strictObject({ email, password: text({ min: 1, max: limits.password.max }) });

/** The form that makes an account. */
export const signUp = z.strictObject({ name: trimmedText(limits.accountName), email, password });

/** The form that changes a password. */
export const changePassword = z.strictObject({ currentPassword: signIn.shape.password, newPassword: password });

/** Input of `account.delete`: the password once more, so that an unattended screen is not enough. */
export const deleteAccount = signIn.pick({ password: true });

/** Output of `account.delete`: the id of the account that was. */
export const deletedAccount = z.strictObject({ id: z.string() });

export type SignIn = z.infer<typeof signIn>;
export type SignUp = z.infer<typeof signUp>;
export type ChangePassword = z.infer<typeof changePassword>;
export type DeleteAccount = z.infer<typeof deleteAccount>;
export type DeletedAccount = z.infer<typeof deletedAccount>;
