import { z } from 'zod';
import { inRules, type WordedRule } from './worded-rules.ts';

/** Counts Unicode code points, which is what every length in the contract means. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * A string of `min` to `max` code points without NUL and without lone surrogates: neither database can store those as they
 * were sent. JSON Schema carries the limits, where `minLength` and `maxLength` count code points as well (RFC 8259); the rest is in words.
 */
export function text(range: { min?: number; max: number }) {
  return bounded(z.string(), range, ['storable']);
}

/** As {@link text}, trimmed of Unicode white space first. */
export function trimmedText(range: { min?: number; max: number }) {
  return bounded(z.string().trim(), range, ['trimmed', 'storable']);
}

function bounded(schema: z.ZodString, { min = 0, max }: { min?: number; max: number }, rules: WordedRule[]) {
  return schema
    .check(({ value, issues }) => {
      // A length in UTF-16 units bounds the code points from both sides, so that most texts need no counting.
      const inside = value.length >= min * 2 && value.length <= max;
      const length = inside ? value.length : value.length > max * 2 ? Infinity : codePoints(value);
      const issue = { origin: 'string', inclusive: true, input: value } as const;
      if (length < min) issues.push({ ...issue, code: 'too_small', minimum: min });
      if (length > max) issues.push({ ...issue, code: 'too_big', maximum: max });
      if (value.includes('\0') || !value.isWellFormed()) {
        issues.push({
          code: 'custom',
          input: value,
          message: 'Invalid text: contains NUL or half of a surrogate pair',
        });
      }
    })
    .meta({ ...(min === 0 ? {} : { minLength: min }), maxLength: max, ...inRules(...rules) });
}
