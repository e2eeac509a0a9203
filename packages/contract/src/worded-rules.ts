/**
 * What schemas demand and JSON Schema has no keyword for. A schema carries the names of its own as `x-rules`, beside its other keywords: so
 * documents show them, and a rule that comes or goes is a difference that the gate sees. `changes` marks those that change a value instead
 * of refusing it.
 */
export const wordedRules = {
  trimmed: { says: 'white space around it is taken away first', changes: true },
  lowerCase: { says: 'it is written in lower case first', changes: true },
  storable: { says: 'it has no NUL and no half of a surrogate pair', changes: false },
  yearOne: { says: 'it is not before the year 1', changes: false },
} as const;

/** The name of a rule of {@link wordedRules}. */
export type WordedRule = keyof typeof wordedRules;

/** What a schema's `.meta` has for its rules in words: each of its checks that JSON Schema cannot say has one. */
export function inRules(...rules: WordedRule[]): { 'x-rules': WordedRule[] } {
  return { 'x-rules': rules };
}
