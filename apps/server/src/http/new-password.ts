import { z } from 'zod';
import type { Auth } from '../auth/auth.ts';
import { tooCommon, type IsTooCommon, type PersonWords } from '../auth/password-rule.ts';

/** The endpoints that take a new password, and where. */
const fields: Record<string, 'password' | 'newPassword'> = {
  'POST /sign-up/email': 'password',
  'POST /change-password': 'newPassword',
};

const texts = z.object({
  password: z.string().optional(),
  newPassword: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
});

/** Answers a request whose new password is too common; null for every other one. Its body has been checked. */
export type RefuseNewPassword = (endpoint: string, body: unknown, headers: Headers) => Promise<Response | null>;

/** Makes the check of the passwords that account endpoints are given. */
export function createNewPasswordCheck(dependencies: {
  auth: Pick<Auth, 'api'>;
  isTooCommon: IsTooCommon;
}): RefuseNewPassword {
  const { auth, isTooCommon } = dependencies;

  /** Who is signed in, for a password that is changed. The endpoint itself renews the session. */
  async function personOf(headers: Headers): Promise<PersonWords> {
    const session = await auth.api.getSession({ headers, query: { disableRefresh: true } });
    return session?.user ?? {};
  }

  return async (endpoint, body, headers) => {
    const field = Object.hasOwn(fields, endpoint) ? fields[endpoint] : undefined;
    if (field === undefined) return null;
    const { [field]: password = '', name, email } = texts.parse(body);
    const person = field === 'password' ? { name, email } : await personOf(headers);
    if (!(await isTooCommon(password, person))) return null;
    const issues = [{ path: [field], code: 'custom', message: tooCommon }];
    return Response.json({ code: 'PASSWORD_TOO_COMMON', message: tooCommon, issues }, { status: 400 });
  };
}
