import { z } from 'zod';

/** What of the library's answers is a caller's business. Its answers hold the session's token as well, which belongs in the cookie alone. */
const shown = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    session: z.object({ id: z.string(), createdAt: z.string(), expiresAt: z.string() }),
    success: z.boolean(),
  })
  .partial()
  .nullable();

const about = z.object({ token: z.string().nullish(), user: z.object({ id: z.string(), email: z.string() }) });

/** Whom an answer of the library is about, and the token of the session that began with it, if one did. */
export interface Who {
  readonly userId: string;
  readonly email: string;
  readonly token: string | null;
}

/** Whom the library's answer is about; undefined when it tells nobody. */
export async function whoIn(response: Response): Promise<Who | undefined> {
  const { data } = about.safeParse(await response.clone().json());
  return data && { userId: data.user.id, email: data.user.email, token: data.token ?? null };
}

/** The library's answer as it leaves the server: kept by nobody on the way, and without what no caller needs. */
export async function answerOf(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.set('cache-control', 'no-store');
  headers.delete('content-length');
  const { status } = response;
  if (!response.ok) return new Response(response.body, { status, headers });
  return Response.json(shown.parse(await response.json()), { status, headers });
}
