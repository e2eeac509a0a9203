/** Counts durations in buckets that grow by two percent, so that a quantile is as exact from a microsecond to an hour. */
export class Histogram {
  readonly #buckets = new Uint32Array(perOctave * octaves);
  #count = 0;

  /** How many durations were counted. */
  get count(): number {
    return this.#count;
  }

  /** Counts one, in milliseconds. */
  add(milliseconds: number): void {
    const octave = Math.log2(Math.max(1, milliseconds * 1000));
    const bucket = Math.min(this.#buckets.length - 1, Math.trunc(octave * perOctave));
    this.#buckets[bucket]! += 1; // the bucket is within the array
    this.#count++;
  }

  /** The duration that this part of them did not exceed, in milliseconds: 0.99 for the slowest of a hundred. 0 when there is none. */
  quantile(part: number): number {
    let left = Math.max(1, Math.ceil(this.#count * part));
    for (const [bucket, count] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0) return 2 ** ((bucket + 0.5) / perOctave) / 1000;
    }
    return 0;
  }
}

const perOctave = 32;
const octaves = 32;
