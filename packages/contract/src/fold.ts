/**
 * Folds the case of a text for a search: each code point to its simple upper case, one code point each, which is what PostgreSQL's
 * `upper` does under the collation `pg_c_utf8`; a test compares the two over all of Unicode. (JavaScript's own `toUpperCase` makes two
 * letters of some, such as ß.)
 */
export function foldCase(text: string): string {
  // Capitals are never shorter: a text that kept its length kept that of each letter. Nearly all do, and this is far quicker.
  const upper = text.toUpperCase();
  return upper.length === text.length ? upper : byLetter(text);
}

function byLetter(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()).replace(/[^\0-\x7f]/gu, simpleUpper);
}

function simpleUpper(letter: string): string {
  const upper = letter.toUpperCase();
  const code = codeOf(letter);
  if (upper.length === String.fromCodePoint(codeOf(upper)).length) return upper;
  // Where JavaScript writes several letters, only the Greek ones with an iota below have a capital of their own.
  if (code >= 0x1f80 && code <= 0x1fa7 && (code & 8) === 0) return String.fromCodePoint(code + 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCodePoint(code + 9) : letter;
}

function codeOf(letter: string): number {
  return letter.codePointAt(0) ?? 0;
}
