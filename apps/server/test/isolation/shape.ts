const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const made = new Set(['id', 'userId', 'cursor', 'nextCursor', 'secret', 'start']);

/**
 * A body without what differs between any two answers: ids, times, cursors and secrets, each by its name. Two answers of the same shape
 * tell the same.
 */
export function shapeOf(body: unknown): unknown {
  return plain(body, '');
}

/**
 * The headers of an answer, without those that differ by themselves: that a session is no more, for one, is said to whoever asks first, and
 * not again while that is remembered.
 */
export function headersOf(headers: string): string {
  const varying = /^(date|content-length|set-cookie|x-request-id|retry-after|(x-)?ratelimit[a-z-]*):/;
  return headers
    .split('\n')
    .filter((line) => !varying.test(line))
    .join('\n');
}

/** The body as JSON, or as it is when it is a stream. */
export function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.split('\n').map((line) => (line.startsWith('id: ') ? 'id: <cursor>' : eventOf(line)));
  }
}

function eventOf(line: string): unknown {
  return line.startsWith('data: {') ? JSON.parse(line.slice('data: '.length)) : line;
}

function plain(value: unknown, key: string): unknown {
  if (typeof value === 'string') {
    if (uuid.test(value)) return '<id>';
    if (time.test(value)) return '<time>';
    return made.has(key) ? `<${key}>` : value;
  }
  if (Array.isArray(value)) return value.map((item) => plain(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner, name)]));
}

/** What a call was refused for; undefined when it was answered. */
export function reasonOf(body: unknown): string | undefined {
  const { error } = (body ?? {}) as { error?: { data?: { reason?: string } } };
  return error?.data?.reason;
}
