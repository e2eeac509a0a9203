/**
 * Upper case for a search, one code point for each: what PostgreSQL's `upper` makes under `pg_c_utf8`, but for some Greek letters with an
 * iota below, of which JavaScript makes two.
 */
export function fold(text: string): string {
  return beyondAscii.test(text) ? text.replace(/./gsu, foldOne) : text.toUpperCase();
}

const beyondAscii = /[^\0-\x7f]/;

function foldOne(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}
