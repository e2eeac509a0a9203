import { alternativesOf, discriminatorOf, pairedByLikeness, type Alternative } from './alternatives.ts';
import { compareObjects } from './compare-objects.ts';
import { compareRules, type WordedRules } from './compare-rules.ts';
import { compareOthers, compareRemarks, compareValues } from './compare-values.ts';
import { inSchema, inside, type Difference, type Place } from './difference.ts';
import { consequence, listed, typeInWords, typesOf } from './in-words.ts';
import type { SchemaKind } from './policy.ts';
import { resolved, type Definitions, type Schema } from './schema.ts';

/** What the schemas of a contract refer to. */
export interface Side {
  readonly definitions: Definitions;
  readonly wordedRules: WordedRules;
}

/** Compares the schemas of two contracts at one place. */
export class Comparison {
  readonly before: Side;
  readonly after: Side;
  /** Pairs of definitions that are being compared, so that one that holds itself ends. */
  readonly #open = new Set<string>();

  constructor(before: Side, after: Side) {
    this.before = before;
    this.after = after;
  }

  /** All that differs there and inside. */
  compare(before: Schema, after: Schema, place: Place): Difference[] {
    const was = alternativesOf(before, this.before.definitions);
    const is = alternativesOf(after, this.after.definitions);
    const [whole, wholeAfter] = [resolved(before, this.before.definitions), resolved(after, this.after.definitions)];
    const isUnion = [whole, wholeAfter].some(({ anyOf, oneOf }) => anyOf ?? oneOf);
    return [...(isUnion ? compareRemarks(whole, wholeAfter, place) : []), ...this.#nulls(was, is, place)];
  }

  #nulls(before: Alternative[], after: Alternative[], place: Place): Difference[] {
    const [was, is] = [before, after].map((all) => all.filter(({ type }) => type !== 'null'));
    if (!was?.length || !is?.length || before.length - was.length === after.length - is.length)
      return this.#types(before, after, place);
    const added = after.length > is.length;
    const kind = added ? 'nullAdded' : 'nullRemoved';
    const words = `${added ? 'may be null now' : 'is not null any more'}: ${consequence(kind, place.direction)}`;
    return [inSchema(kind, place, words), ...this.#types(was, is, place)];
  }

  #types(before: Alternative[], after: Alternative[], place: Place): Difference[] {
    const say = (kind: SchemaKind, fact: string) =>
      inSchema(kind, place, `${fact}: ${consequence(kind, place.direction)}`);
    const [was, is] = [new Set(before.map(({ type }) => type)), new Set(after.map(({ type }) => type))];
    const [lost, gained] = [was.difference(is), is.difference(was)];
    const both = [...was.intersection(is)].flatMap((type) => this.#ofType(type, before, after, place));
    if (lost.size === 0 && gained.size === 0) return both;
    const change = `${typesOf(after)} now, was ${typesOf(before)}`;
    if (gained.has('any')) return [say('typeAdded', `may be ${change}`)];
    if (lost.has('any')) return [say('typeRemoved', `must be ${change}`)];
    if (lost.has('integer') && gained.has('number') && lost.size === 1 && gained.size === 1)
      return [...both, say('typeAdded', `may be ${change}`), ...this.#numbers(before, after, place)];
    if (lost.has('number') && gained.has('integer') && lost.size === 1 && gained.size === 1)
      return [...both, say('typeRemoved', `must be ${change}`), ...this.#numbers(before, after, place)];
    if (both.length === 0 && was.intersection(is).size === 0) return [inSchema('typeChanged', place, `is ${change}`)];
    return [
      ...both,
      ...[...gained].map((type) => say('typeAdded', `may also be ${typeInWords(type)} now`)),
      ...[...lost].map((type) => say('typeRemoved', `is not ${typeInWords(type)} any more`)),
    ];
  }

  #numbers(before: Alternative[], after: Alternative[], place: Place): Difference[] {
    const [was, is] = [before, after].map((all) => all.find(({ type }) => type === 'integer' || type === 'number'));
    return was && is ? this.#pair(was, is, place) : [];
  }

  #ofType(type: string, before: Alternative[], after: Alternative[], place: Place): Difference[] {
    const [was = [], is = []] = [before, after].map((all) => all.filter((one) => one.type === type));
    return this.#variants(was, is, place, '');
  }

  /** Variants of one type, in the part of them that the label names. */
  #variants(before: Alternative[], after: Alternative[], place: Place, label: string): Difference[] {
    const [was, is] = [before[0], after[0]];
    if (was && is && before.length === 1 && after.length === 1)
      return this.#pair(was, is, labelled(place, label), label);
    const discriminator =
      was && is && was.type === 'object'
        ? discriminatorOf([
            ...before.map((variant) => ({ variant, ...this.before })),
            ...after.map((variant) => ({ variant, ...this.after })),
          ])
        : undefined;
    if (discriminator) {
      const values = new Set([...before, ...after].map(discriminator.valueOf));
      return [...values].flatMap((value) => {
        const [some = [], others = []] = [before, after].map((all) =>
          all.filter((one) => discriminator.valueOf(one) === value),
        );
        return this.#variants(some, others, place, `${label && `${label}, `}${discriminator.key}: ${value}`);
      });
    }
    const { pairs, lost, gained } = pairedByLikeness(before, after);
    const say = (kind: SchemaKind, variant: Alternative, fact: string) =>
      inSchema(kind, labelled(place, label || labelOf(variant)), `${fact}: ${consequence(kind, place.direction)}`);
    return [
      ...pairs.flatMap((pair) =>
        this.#pair(
          pair.before,
          pair.after,
          labelled(place, label || labelOf(pair.before)),
          label || labelOf(pair.before),
        ),
      ),
      ...gained.map((variant) => say('variantAdded', variant, 'is a new variant')),
      ...lost.map((variant) => say('variantRemoved', variant, 'is no variant any more')),
    ];
  }

  #pair(before: Alternative, after: Alternative, around: Place, label = ''): Difference[] {
    const names = `${before.name} ${after.name} ${before.type} ${label}`;
    const named = before.name !== undefined && after.name !== undefined;
    if (named && this.#open.has(names)) return [];
    this.#open.add(names);
    const shared = named && before.name === after.name;
    const path = label ? [`(${label})`] : [];
    const place = shared ? { ...around, shared: { name: after.name, path } } : around;
    const found = [
      ...(named && !shared
        ? [
            inSchema(
              'definitionRenamed',
              around,
              `is called ${after.name} now, was ${before.name}: its values are judged by themselves`,
            ),
          ]
        : []),
      ...compareRemarks(before.schema, after.schema, place),
      ...compareValues(before, after, place),
      ...compareRules(before.schema, after.schema, place, {
        before: this.before.wordedRules,
        after: this.after.wordedRules,
      }),
      ...(before.type === 'object' ? compareObjects(before.schema, after.schema, place, this) : []),
      ...this.#items(before.schema.items, after.schema.items, place),
      ...compareOthers(before.schema, after.schema, place),
    ];
    this.#open.delete(names);
    return found;
  }

  #items(before: Schema | undefined, after: Schema | undefined, place: Place): Difference[] {
    return (before ?? after) ? this.compare(before ?? {}, after ?? {}, inside(place, '[]')) : [];
  }
}

function labelled(place: Place, label: string): Place {
  return label ? inside(place, `(${label})`) : place;
}

function labelOf({ type, schema }: Alternative): string {
  return type === 'object' ? `with ${listed(Object.keys(schema.properties ?? {}))}` : typeInWords(type);
}
