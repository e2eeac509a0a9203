import { changePassword, limits, reasons, signIn, signUp } from '@typedo/contract';
import { Refused } from '@typedo/db';
import { z } from 'zod';
import type { AfterSignIn } from '../auth/after-sign-in.ts';
import { addressHeader, type Auth } from '../auth/auth.ts';
import type { Attempts } from '../auth/attempts.ts';
import type { Principals } from '../auth/principal.ts';
import type { ExplainSignUp } from '../auth/failed-sign-up.ts';
import type { SignUpRule } from '../auth/sign-up-rule.ts';
import type { Log } from '../log.ts';
import { answerOf, whoIn } from './auth-answers.ts';
import { checkBody } from './body.ts';
import { countAttempt, markUse } from './auth-attempts.ts';
import type { RefuseNewPassword } from './new-password.ts';
import type { RateLimits } from './rate-limits.ts';
import { refusedBy } from './refusal.ts';
import { originOf } from './same-origin.ts';

/**
 * The library's endpoints that are open, with what each takes. All others are closed: keys, for one, are made by our own
 * procedure only. Keys that are not named here are dropped.
 */
const open: Record<string, z.core.$ZodType | null> = {
  'POST /sign-up/email': z.object(signUp.shape),
  'POST /sign-in/email': z.object({ ...signIn.shape, rememberMe: z.boolean().optional() }),
  'POST /sign-out': z.object({}),
  'POST /change-password': z.object({ ...changePassword.shape, revokeOtherSessions: z.boolean().optional() }),
  'GET /get-session': null,
};

/** The name of the endpoint that a request is for, e.g. `POST /sign-in/email`; undefined when it is not open. */
export function endpointOf({ method, url }: Pick<Request, 'method' | 'url'>): string | undefined {
  const endpoint = `${method} ${new URL(url).pathname.slice('/api/auth'.length)}`;
  return Object.hasOwn(open, endpoint) ? endpoint : undefined;
}

/** What accounts are reached through. */
export interface AuthEndpointDependencies {
  auth: Auth;
  principals: Pick<Principals, 'forget' | 'forgetUser' | 'resolve'>;
  attempts: Attempts;
  rates: RateLimits;
  signUpRule: SignUpRule;
  explainSignUp: ExplainSignUp;
  afterSignIn: AfterSignIn;
  refuseNewPassword: RefuseNewPassword;
  publicOrigin: string;
  log: Log;
}

/**
 * Makes the function that answers `/api/auth/*`. `address` is where the request came from, for the limits on attempts.
 * Refusals are `{ code, message }`, with `issues` when the input is not valid or a new password is too common, and `retryAfter`, in seconds
 * and in the header `retry-after` too, when there were too many or the service cannot answer.
 */
export function createAuthHandler(
  dependencies: AuthEndpointDependencies,
): (request: Request, address: string) => Promise<Response> {
  const { auth, principals, attempts, rates, afterSignIn, refuseNewPassword, publicOrigin, log } = dependencies;
  return async (original, address) => {
    const endpoint = endpointOf(original);
    const schema = endpoint === undefined ? undefined : open[endpoint];
    const spent = refusedBy(() => rates.address(address, 1));
    if (spent) return told(spent);
    if (endpoint === undefined || schema === undefined) return refuse(404, 'NOT_FOUND', 'There is nothing here.');
    const origin = originOf(original.headers, { method: original.method, publicOrigin });
    // A program that has no cookie has nothing that a page could misuse.
    if (origin === 'foreign' || (origin === 'unsaid' && original.headers.has('cookie')))
      return refuse(403, 'ORIGIN_REFUSED', reasons.ORIGIN_REFUSED.message);
    const { request, refused } = await checkBody(original);
    if (refused === 'PAYLOAD_TOO_LARGE') return refuse(413, refused, 'The request is too large.');
    if (refused === 'UNSUPPORTED_MEDIA_TYPE') return refuse(415, refused, 'Send JSON.');
    if (refused) return refuse(400, 'INVALID_INPUT', 'The request could not be read.');
    const body = schema && z.safeParse(schema, await request.json().catch(() => undefined));
    if (body?.error) return invalid(body.error);
    const forwarded = forward(request, { address, origin: publicOrigin, body: body?.data });
    try {
      const refusal = await refuseNewPassword(endpoint, body?.data, request.headers);
      if (refusal) return refusal;
      const attempt = await countAttempt(dependencies, {
        endpoint,
        address,
        body: body?.data,
        headers: request.headers,
      });
      const run = () => auth.handler(forwarded);
      const response = await (endpoint === 'POST /sign-up/email' ? makeAccount(dependencies, body?.data, run) : run());
      if (response.status >= 500) return unavailable();
      if (endpoint === 'POST /sign-out' && (await isSignedIn(auth, request.headers))) return unavailable();
      if (response.ok) await attempt?.succeeded();
      const who = response.ok ? await whoIn(response) : undefined;
      if (who) await markUse(attempts, { endpoint, address, answer: response.headers, who });
      if (who && endpoint === 'POST /change-password') principals.forgetUser(who.userId); // it may have ended other sessions
      if (response.ok && /^POST \/sign-(in|up)\//.test(endpoint)) await afterSignIn(request.headers, who);
      return await answerOf(response);
    } catch (cause) {
      if (cause instanceof Refused && cause.refusal.reason === 'RATE_LIMITED') return told(cause);
      log.error(`${endpoint} failed`, cause);
      return unavailable();
    } finally {
      if (endpoint === 'POST /sign-out') principals.forget(request.headers);
    }
  };
}

/** The library says that a session was ended also when the database failed to. Rejects when that cannot be told. */
async function isSignedIn(auth: Auth, headers: Headers): Promise<boolean> {
  return (await auth.api.getSession({ headers, query: { disableRefresh: true } })) !== null;
}

async function makeAccount(
  { signUpRule, explainSignUp }: Pick<AuthEndpointDependencies, 'signUpRule' | 'explainSignUp'>,
  body: unknown,
  run: () => Promise<Response>,
): Promise<Response> {
  const { email } = body as { email: string }; // the endpoint's schema has checked it
  return explainSignUp(await signUpRule.enforce(run), email);
}

/** The request as the library gets it: its origin was checked here, under any name that leads to this server. */
function forward(
  request: Request,
  { address, origin, body }: { address: string; origin: string; body: unknown },
): Request {
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.set('origin', origin);
  headers.set(addressHeader, address);
  return new Request(request.url, {
    method: request.method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
}

function invalid(error: z.ZodError): Response {
  const issues = error.issues.slice(0, limits.issues.max).map(({ path, code, message }) => ({ path, code, message }));
  return Response.json({ code: 'INVALID_INPUT', message: 'The input is not valid.', issues }, { status: 400 });
}

/** Seconds after which the service may answer again: most of what keeps it from that is over soon. */
const unavailableFor = 1;

function unavailable(): Response {
  return refuseFor(unavailableFor, 503, { code: 'UNAVAILABLE', message: reasons.UNAVAILABLE.message });
}

/** A refusal of ours in the library's shape. */
function told({ refusal }: Refused): Response {
  if (refusal.reason !== 'RATE_LIMITED') return unavailable();
  const message = 'Too many attempts. Try again later.';
  return refuseFor(refusal.details.retryAfter, 429, { code: 'RATE_LIMITED', message });
}

function refuseFor(retryAfter: number, status: number, body: { code: string; message: string }): Response {
  return Response.json({ ...body, retryAfter }, { status, headers: { 'retry-after': String(retryAfter) } });
}

/** An answer in the library's own shape. */
export function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}
