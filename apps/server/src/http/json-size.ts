/** How deep arrays and objects may lie in each other; the contract's deepest input takes five. */
const maxDepth = 32;

/** How many values a call may bring; a push of a hundred mutations, each with all that it can have, brings about 1,300. */
const maxValues = 2_000;

/** What is wrong with the size of a JSON text. */
export type JsonRefusal = 'TOO_DEEP' | 'TOO_MANY_VALUES';

/**
 * Looks for more than 32 levels or, for each of `calls`, 2,000 values in a JSON text. Reads it once, without parsing it: to parse and check a
 * megabyte of small values takes a tenth of a second, in which nobody else is served. Null when nothing is wrong.
 */
export function sizeRefusal(json: string, calls: number): JsonRefusal | null {
  if (json.length <= maxDepth) return null;
  let depth = 0;
  let left = maxValues * calls;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (code === openBracket || code === openBrace) {
      if (++depth > maxDepth) return 'TOO_DEEP';
    } else if (code === closeBracket || code === closeBrace) depth--;
    else if (code === comma && --left <= 0) return 'TOO_MANY_VALUES';
  }
  return null;
}

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where the string that begins at `start` ends: at the first quote behind an even number of backslashes. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
