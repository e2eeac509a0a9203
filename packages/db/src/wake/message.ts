/** What one server tells the others in a notification. */
export interface Message {
  /** Who sent it. */
  readonly from: string;
  /** Whose tasks may have changed. */
  readonly userIds: readonly string[];
}

/** Bytes of a payload; PostgreSQL takes less than 8,000. */
const payloadLimit = 7_900;

/** Writes a message as payloads for `pg_notify`: as few as hold it, and one when it names no user. */
export function formatPayloads({ from, userIds }: Message): string[] {
  const start = `[${JSON.stringify(from)}`;
  const payloads: string[] = [];
  let payload = start;
  let size = start.length; // a sender's name is ASCII
  for (const userId of userIds) {
    const item = `,${JSON.stringify(userId)}`; // which also escapes what PostgreSQL's text cannot hold
    const itemSize = Buffer.byteLength(item);
    if (size + itemSize + 1 > payloadLimit) {
      payloads.push(`${payload}]`);
      payload = start;
      size = start.length;
    }
    payload += item;
    size += itemSize;
  }
  return [...payloads, `${payload}]`];
}

/** Reads a payload; null for one that no Typedo of this version sent. */
export function parsePayload(payload: string): Message | null {
  const parts = parseJson(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return null;
  const [from, ...userIds] = parts;
  return from === undefined ? null : { from, userIds };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
