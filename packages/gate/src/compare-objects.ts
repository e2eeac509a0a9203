import type { Comparison } from './compare-schemas.ts';
import { inSchema, inside, type Difference, type Place } from './difference.ts';
import { quoted } from './in-words.ts';
import { resolved, same, type Definitions, type Schema } from './schema.ts';

/** Keywords that this judges. */
export const objectKeywords: readonly string[] = ['properties', 'required', 'additionalProperties'];

/** Compares the keys of two objects, and what is behind each of them. */
export function compareObjects(before: Schema, after: Schema, place: Place, comparison: Comparison): Difference[] {
  const [was, is] = [before.properties ?? {}, after.properties ?? {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .flatMap((key) => {
      const at = inside(place, key);
      const required = { before: isRequired(before, key), after: isRequired(after, key) };
      if (!is[key]) return [removed(at)];
      if (!was[key]) return [added(at, required.after, defaultOf(is[key], comparison.after.definitions))];
      return [
        ...compareRequired(at, required, defaultOf(is[key], comparison.after.definitions)),
        ...compareDefaults(was[key], is[key], at, comparison, required),
        ...comparison.compare(was[key], is[key], at),
      ];
    })
    .concat(compareOtherKeys(before, after, place, comparison));
}

/** Compares the defaults of two schemas at a place that could be left out before, and can be now, or could not. */
export function compareDefaults(
  before: Schema,
  after: Schema,
  place: Place,
  comparison: Comparison,
  required: { before: boolean; after: boolean },
): Difference[] {
  const was = defaultOf(before, comparison.before.definitions);
  const is = defaultOf(after, comparison.after.definitions);
  // Nobody left it out before, or nobody can now: that is judged by itself.
  if (same(was, is) || (place.direction === 'input' && (required.before || required.after))) return [];
  const effect = place.direction === 'input' ? ': a program that leaves it out may get something else' : '';
  if (is === undefined)
    return [inSchema('defaultRemoved', place, `has no default any more, was ${quoted(was)}${effect}`)];
  if (was === undefined) return [inSchema('defaultAdded', place, `is ${quoted(is)} by default now${effect}`)];
  return [inSchema('defaultChanged', place, `is ${quoted(is)} by default now, was ${quoted(was)}${effect}`)];
}

function defaultOf(schema: Schema, definitions: Definitions): unknown {
  return resolved(schema, definitions).default;
}

function isRequired({ required = [] }: Schema, key: string): boolean {
  return required.includes(key);
}

function removed(place: Place): Difference {
  const effect =
    place.direction === 'input' ? 'a program that sends it is refused' : 'a program that reads it finds nothing';
  return inSchema('keyRemoved', place, `is removed: ${effect}`);
}

function added(place: Place, required: boolean, usual: unknown): Difference {
  if (!required)
    return inSchema(
      'optionalKeyAdded',
      place,
      place.direction === 'input' ? `is new and may be left out${byDefault(usual)}` : 'is new, and not always there',
    );
  const effect = place.direction === 'input' ? ' and required: a program that does not send it is refused' : '';
  return inSchema('requiredKeyAdded', place, `is new${effect}`);
}

function compareRequired(place: Place, required: { before: boolean; after: boolean }, usual: unknown): Difference[] {
  const input = place.direction === 'input';
  if (required.before === required.after) return [];
  if (required.after) {
    const words = input ? 'is required now: a program that leaves it out is refused' : 'is always there now';
    return [inSchema('keyBecameRequired', place, words)];
  }
  const words = input
    ? `may be left out now${byDefault(usual)}`
    : 'may be missing now: a program that reads it may find nothing';
  return [inSchema('keyBecameOptional', place, words)];
}

function byDefault(usual: unknown): string {
  return usual === undefined ? '' : `, ${quoted(usual)} by default`;
}

function compareOtherKeys(before: Schema, after: Schema, place: Place, comparison: Comparison): Difference[] {
  const [was, is] = [otherKeys(before), otherKeys(after)];
  if (same(was, is)) return [];
  if (was === false) return [inSchema('otherKeysAllowed', place, 'may have other keys now')];
  if (is === false) {
    const effect =
      place.direction === 'input' ? 'a program that sends one is refused' : 'a program that reads one finds nothing';
    return [inSchema('otherKeysRefused', place, `has no other keys any more: ${effect}`)];
  }
  return comparison.compare(was, is, inside(place, '[any other key]'));
}

/** What an object may have beside its keys: false for nothing. */
function otherKeys({ additionalProperties = true }: Schema): Schema | false {
  return additionalProperties === true ? {} : additionalProperties;
}
