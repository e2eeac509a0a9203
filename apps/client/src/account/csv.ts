/** A line of a CSV file: texts in quotes, null as nothing at all, so that it differs from the empty text. Lines end as RFC 4180 says. */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map((value) => (value === null ? '' : quoted(value))).join(',')}\r\n`;
}

/**
 * A text that others may have written, as it may stand in a spreadsheet: one that would be taken for a formula gets an apostrophe in front.
 * The full-width signs count for some, and so does what follows white space.
 */
export function tame(text: string): string {
  return /^[\s\u00a0]*[=+\-@＝＋－＠\t\r\n]/u.test(text) ? `'${text}` : text;
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
