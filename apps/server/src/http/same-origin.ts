/**
 * Whether a browser sent this request for a page of another origin: such a request must not act for whoever is signed in.
 * Programs send neither header.
 *
 * `host` is the address that the request itself names, so that the server works under every name that leads to it.
 */
export function isForeign(headers: Headers, publicOrigin: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null || origin === publicOrigin) return false;
  return URL.parse(origin)?.host !== headers.get('host');
}
