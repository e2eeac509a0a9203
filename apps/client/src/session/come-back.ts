/** Where to go after signing in, as a search parameter: a page of this site that is none of the account forms. */
export function comeBack(value: unknown): { from?: string } {
  if (typeof value !== 'string' || !value.startsWith('/')) return {};
  const url = URL.parse(value, location.origin);
  if (url?.origin !== location.origin || url.pathname.startsWith('/sign-')) return {};
  const from = url.pathname + url.search;
  return from === '/' ? {} : { from };
}
