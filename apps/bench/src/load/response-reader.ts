/** A whole answer. The body is put together only when it is asked for. */
export type OnResponse = (status: number, body: () => string) => void;

/** A response that is being read: how long its body is, or that it comes in chunks. */
interface Head {
  readonly status: number;
  readonly bodyAt: number;
  /** Bytes; null when it is chunked. */
  readonly length: number | null;
}

/** Reads HTTP/1.1 responses of one connection from its bytes, however they are split. Feed it through {@link read}. */
export class ResponseReader {
  readonly #onResponse: OnResponse;
  #bytes: Buffer = empty;
  /** What came after `#bytes` and is not looked at before there is enough. */
  #later: Buffer[] = [];
  #laterLength = 0;
  #head: Head | null = null;
  /** Where the next chunk begins, and those that are complete. */
  #chunkAt = 0;
  #chunks: Buffer[] = [];

  constructor(onResponse: OnResponse) {
    this.#onResponse = onResponse;
  }

  /**
   * Takes the next bytes, and tells of each response that they complete.
   *
   * @throws Error when they are no HTTP, or an answer that has neither a length nor chunks.
   */
  read(bytes: Buffer): void {
    this.#later.push(bytes);
    this.#laterLength += bytes.length;
    while (this.#next()) {} // one response after the other
  }

  #next(): boolean {
    const length = this.#head?.length;
    if (this.#head && typeof length === 'number') {
      const missing = this.#head.bodyAt + length - this.#bytes.length;
      if (this.#laterLength < missing) return false; // a long body is not put together for each of its packets
    }
    this.#join();
    this.#head ??= this.#readHead();
    if (!this.#head) return false;
    return this.#head.length === null ? this.#readChunks(this.#head) : this.#readBody(this.#head, this.#head.length);
  }

  #join(): void {
    if (this.#later.length === 0) return;
    const all = this.#bytes.length > 0 ? [this.#bytes, ...this.#later] : this.#later;
    this.#bytes = all.length === 1 ? (all[0] ?? empty) : Buffer.concat(all);
    this.#later = [];
    this.#laterLength = 0;
  }

  #readHead(): Head | null {
    const end = this.#bytes.indexOf(blankLine);
    if (end === -1) return null;
    const text = this.#bytes.toString('latin1', 0, end).toLowerCase();
    const status = Number(text.slice(9, 12));
    if (!text.startsWith('http/1.1 ') || !Number.isInteger(status)) throw new Error(`No HTTP: ${text.slice(0, 80)}`);
    const bodyAt = end + blankLine.length;
    this.#chunkAt = bodyAt;
    const length = valueOf(text, 'content-length');
    if (length !== null) return { status, bodyAt, length: Number(length) };
    if (valueOf(text, 'transfer-encoding') === 'chunked') return { status, bodyAt, length: null };
    if (status === 204 || status === 304) return { status, bodyAt, length: 0 };
    throw new Error(`Neither a length nor chunks: ${text.slice(0, 80)}`);
  }

  #readBody({ status, bodyAt }: Head, length: number): boolean {
    const end = bodyAt + length;
    if (this.#bytes.length < end) return false;
    const body = this.#bytes.subarray(bodyAt, end);
    this.#finish(status, end, () => body.toString('utf8'));
    return true;
  }

  #readChunks({ status }: Head): boolean {
    for (;;) {
      const lineEnd = this.#bytes.indexOf(newLine, this.#chunkAt);
      if (lineEnd === -1) return false;
      const size = Number.parseInt(this.#bytes.toString('latin1', this.#chunkAt, lineEnd), 16);
      if (!(size >= 0)) throw new Error('No HTTP: the size of a chunk is missing');
      if (size === 0) return this.#readTrailer(status, lineEnd);
      const from = lineEnd + newLine.length;
      if (this.#bytes.length < from + size + newLine.length) return false;
      this.#chunks.push(this.#bytes.subarray(from, from + size));
      this.#chunkAt = from + size + newLine.length;
    }
  }

  /** After the last chunk come further headers, as a rule none, and an empty line. */
  #readTrailer(status: number, lineEnd: number): boolean {
    const end = this.#bytes.indexOf(blankLine, lineEnd);
    if (end === -1) return false;
    const chunks = this.#chunks;
    this.#finish(status, end + blankLine.length, () => Buffer.concat(chunks).toString('utf8'));
    return true;
  }

  #finish(status: number, end: number, body: () => string): void {
    this.#bytes = this.#bytes.subarray(end);
    this.#head = null;
    this.#chunks = [];
    this.#onResponse(status, body);
  }
}

const empty = Buffer.alloc(0);
const newLine = '\r\n';
const blankLine = '\r\n\r\n';

function valueOf(head: string, name: string): string | null {
  const at = head.indexOf(`\r\n${name}:`);
  if (at === -1) return null;
  const from = at + name.length + 3;
  const end = head.indexOf('\r\n', from);
  return head.slice(from, end === -1 ? undefined : end).trim();
}
