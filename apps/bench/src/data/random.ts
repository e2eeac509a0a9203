/** Makes a source of numbers from 0 to below 1 that gives the same ones for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes a UUIDv7 of a time in milliseconds; the contract's own asks the system for every id, which is slow for a hundred at once. */
export function idOf(time: number, random: () => number): string {
  const digits = (count: number) =>
    Math.trunc(random() * 16 ** count)
      .toString(16)
      .padStart(count, '0');
  const at = Math.trunc(time).toString(16).padStart(12, '0');
  const variant = '89ab'.charAt(Math.trunc(random() * 4));
  return `${at.slice(0, 8)}-${at.slice(8)}-7${digits(3)}-${variant}${digits(3)}-${digits(6)}${digits(6)}`;
}
