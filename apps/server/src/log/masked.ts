/**
 * Gives the beginning of a message of another program, up to where it may quote a value: a user's title or address stands between quotes
 * or brackets, or behind a colon or an equals sign. What follows is cut off as a whole, since a value can hold quotes as well.
 */
export function masked(message: string): string {
  if (ofSqlite.test(message)) return message;
  const [first = ''] = message.slice(0, longest).split(/[\r\n]/, 1);
  const at = first.search(mayBegin);
  const kept = at === -1 ? first : first.slice(0, at);
  return kept.length < message.length ? `${kept.trimEnd()} …`.trimStart() : kept;
}

/** In UTF-16 units. */
const longest = 300;

/** These name a table and its columns, and hold no value. */
const ofSqlite = /^[A-Z ]+ constraint failed(: [a-z_]+(\.[a-z_]+)?(, [a-z_]+\.[a-z_]+)*)?$/;

/** An apostrophe within a word quotes nothing. An address may stand without any sign around it, and a secret of ours. */
const mayBegin = /["`“”‘’„«»‹›()[\]{}<>=?]|(?<!\w)'|'(?!\w)|: |\S*@|tdo_|[^ -~]/;
