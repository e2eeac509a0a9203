/** Which page a request came from, as far as it says so: one of ours, one of another origin, or nothing was said. */
export type Origin = 'own' | 'foreign' | 'unsaid';

/**
 * Finds out where a request came from. Browsers say it, and no page can make them lie: first in `Sec-Fetch-Site`, older ones and those on plain
 * HTTP in `Origin`, and of a GET, which has no `Origin`, in `Referer`: our own pages send that (`Referrer-Policy: same-origin`).
 *
 * `host` is the address that the request itself names, so that the server works under every name that leads to it.
 */
export function originOf(
  headers: Pick<Headers, 'get'>,
  { method, publicOrigin }: { method: string; publicOrigin: string },
): Origin {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign';
  const origin = headers.get('origin') ?? (method === 'GET' ? headers.get('referer') : null);
  if (origin === null) return 'unsaid';
  const url = URL.parse(origin);
  const isOwn =
    url && (url.origin === publicOrigin || (/^https?:$/.test(url.protocol) && url.host === headers.get('host')));
  return isOwn ? 'own' : 'foreign';
}
