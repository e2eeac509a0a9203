// Apart from the schemas of ids: a program that only makes some loads no zod for it.

/** Reads the time that a UUIDv7 carries, in milliseconds since 1970. */
export function uuidTime(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

// Every platform that runs the contract has this global; no platform's own type declarations are loaded here.
declare const crypto: {
  getRandomValues: (bytes: Uint8Array) => Uint8Array;
  /** Missing in a browser's page that came over plain HTTP. */
  randomUUID?: () => string;
};

/** Makes a UUIDv7 (RFC 9562) from the clock and the platform's random source. `now` is in milliseconds since 1970. */
export function newId(now: number = Date.now()): string {
  const time = Math.trunc(now).toString(16).padStart(12, '0');
  // Behind the version, a random UUID is like any other; platforms make those far faster than anything can be made of bytes.
  const random = crypto.randomUUID?.().slice(15) ?? randomEnd();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}`;
}

/** The end of a random UUID: what follows its version. */
function randomEnd(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = '89ab'.charAt(bytes[2]! & 3); // the array has 10 bytes
  return `${hex.slice(0, 3)}-${variant}${hex.slice(6, 9)}-${hex.slice(8, 20)}`;
}
