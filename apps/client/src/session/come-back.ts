/**
 * Where to go after signing in, as a search parameter: a page of this site that is none of the account forms. The key is always there,
 * since the router keeps what an address says under keys that a page does not name.
 */
export function comeBack(value: unknown): { from: string | undefined } {
  return { from: pageOf(value) };
}

function pageOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('/')) return undefined;
  const url = URL.parse(value, location.origin);
  if (url?.origin !== location.origin || url.pathname.startsWith('/sign-')) return undefined;
  const from = url.pathname + url.search;
  return from === '/' || from.startsWith('//') ? undefined : from;
}
