import { z } from 'zod';
import type { SchemaKind } from '../src/policy.ts';

type Shape = Record<string, z.core.$ZodType>;

/** One example of a kind: two shapes of an object, and what is said of the second as an input and as an output. */
export interface Example {
  readonly kind: SchemaKind;
  readonly before: Shape;
  readonly after: Shape;
  /** `level, place: words`. */
  readonly input: string;
  readonly output: string;
}

const text = z.string();
const rule = (name: string) => z.string().meta({ 'x-rules': [name] });
const usual = (value: string) => z.string().meta({ default: value }).optional();
const one = (type: string, shape: Shape = {}) => z.strictObject({ type: z.literal(type), ...shape });
const named = (id: string, shape: Shape) => z.strictObject(shape).meta({ id });

export const examples: Example[] = [
  {
    kind: 'keyRemoved',
    before: { a: text, b: text },
    after: { a: text },
    input: 'major, b: is removed: a program that sends it is refused',
    output: 'major, b: is removed: a program that reads it finds nothing',
  },
  {
    kind: 'optionalKeyAdded',
    before: {},
    after: { a: text.optional() },
    input: 'minor, a: is new and may be left out',
    output: 'minor, a: is new, and not always there',
  },
  {
    kind: 'requiredKeyAdded',
    before: {},
    after: { a: text },
    input: 'major, a: is new and required: a program that does not send it is refused',
    output: 'minor, a: is new',
  },
  {
    kind: 'keyBecameRequired',
    before: { a: text.optional() },
    after: { a: text },
    input: 'major, a: is required now: a program that leaves it out is refused',
    output: 'patch, a: is always there now',
  },
  {
    kind: 'keyBecameOptional',
    before: { a: text },
    after: { a: text.optional() },
    input: 'minor, a: may be left out now',
    output: 'major, a: may be missing now: a program that reads it may find nothing',
  },
  {
    kind: 'nullAdded',
    before: { a: text },
    after: { a: text.nullable() },
    input: 'minor, a: may be null now: more is taken than before',
    output: 'major, a: may be null now: a program may get what it does not expect',
  },
  {
    kind: 'nullRemoved',
    before: { a: text.nullable() },
    after: { a: text },
    input: 'major, a: is not null any more: what was valid may be refused',
    output: 'patch, a: is not null any more: all that comes could come before',
  },
  {
    kind: 'typeChanged',
    before: { a: text },
    after: { a: z.int() },
    input: 'major, a: is a whole number now, was text',
    output: 'major, a: is a whole number now, was text',
  },
  {
    kind: 'typeAdded',
    before: { a: text },
    after: { a: z.union([text, z.boolean()]) },
    input: 'minor, a: may also be a boolean now: more is taken than before',
    output: 'major, a: may also be a boolean now: a program may get what it does not expect',
  },
  {
    kind: 'typeAdded',
    before: { a: text },
    after: { a: z.unknown() },
    input: 'minor, a: may be anything now, was text: more is taken than before',
    output: 'major, a: may be anything now, was text: a program may get what it does not expect',
  },
  {
    kind: 'typeRemoved',
    before: { a: z.union([text, z.boolean()]) },
    after: { a: text },
    input: 'major, a: is not a boolean any more: what was valid may be refused',
    output: 'patch, a: is not a boolean any more: all that comes could come before',
  },
  {
    kind: 'typeRemoved',
    before: { a: z.unknown() },
    after: { a: text },
    input: 'major, a: must be text now, was anything: what was valid may be refused',
    output: 'patch, a: must be text now, was anything: all that comes could come before',
  },
  {
    kind: 'valueAdded',
    before: { a: z.enum(['x', 'y']) },
    after: { a: z.enum(['x', 'y', 'z']) },
    input: 'minor, a: may also be `z` now: more is taken than before',
    output: 'major, a: may also be `z` now: a program may get what it does not expect',
  },
  {
    kind: 'valueRemoved',
    before: { a: z.enum(['x', 'y']) },
    after: { a: z.literal('x') },
    input: 'major, a: is not `y` any more: what was valid may be refused',
    output: 'patch, a: is not `y` any more: all that comes could come before',
  },
  {
    kind: 'valueAdded',
    before: { a: z.literal(true) },
    after: { a: z.boolean() },
    input: 'minor, a: may also be `false` now: more is taken than before',
    output: 'major, a: may also be `false` now: a program may get what it does not expect',
  },
  {
    kind: 'valuesFreed',
    before: { a: z.enum(['x', 'y']) },
    after: { a: text },
    input: 'minor, a: may be any text now, was `x` or `y`: more is taken than before',
    output: 'major, a: may be any text now, was `x` or `y`: a program may get what it does not expect',
  },
  {
    kind: 'valuesListed',
    before: { a: text },
    after: { a: z.enum(['x', 'y']) },
    input: 'major, a: must be `x` or `y` now, was any text: what was valid may be refused',
    output: 'patch, a: must be `x` or `y` now, was any text: all that comes could come before',
  },
  {
    kind: 'variantAdded',
    before: { a: z.discriminatedUnion('type', [one('x'), one('y')]) },
    after: { a: z.discriminatedUnion('type', [one('z'), one('y'), one('x')]) },
    input: 'minor, a(type: z): is a new variant: more is taken than before',
    output: 'major, a(type: z): is a new variant: a program may get what it does not expect',
  },
  {
    kind: 'variantRemoved',
    before: { a: z.discriminatedUnion('type', [one('x'), one('y', { n: z.int() })]) },
    after: { a: one('x') },
    input: 'major, a(type: y): is no variant any more: what was valid may be refused',
    output: 'patch, a(type: y): is no variant any more: all that comes could come before',
  },
  {
    kind: 'variantRemoved',
    before: { a: z.union([z.strictObject({ b: text, c: text }), z.strictObject({ d: text })]) },
    after: { a: z.union([z.strictObject({ b: text, c: text })]) },
    input: 'major, a(with d): is no variant any more: what was valid may be refused',
    output: 'patch, a(with d): is no variant any more: all that comes could come before',
  },
  {
    kind: 'leastRaised',
    before: { a: z.string().min(1) },
    after: { a: z.string().min(2) },
    input: 'major, a: must be at least 2 code points long, was 1: what was valid may be refused',
    output: 'patch, a: must be at least 2 code points long, was 1: all that comes could come before',
  },
  {
    kind: 'leastRaised',
    before: { a: z.array(text) },
    after: { a: z.array(text).min(1) },
    input: 'major, a: must have at least 1 entry, had no such limit: what was valid may be refused',
    output: 'patch, a: must have at least 1 entry, had no such limit: all that comes could come before',
  },
  {
    kind: 'leastLowered',
    before: { a: z.int().min(5) },
    after: { a: z.int().min(0) },
    input: 'minor, a: must be at least 0, was 5: more is taken than before',
    output: 'major, a: must be at least 0, was 5: a program may get what it does not expect',
  },
  {
    kind: 'leastLowered',
    before: { a: z.strictObject({ b: text.optional() }).refine(Boolean).meta({ minProperties: 1 }) },
    after: { a: z.strictObject({ b: text.optional() }) },
    input: 'minor, a: need not have at least 1 key any more: more is taken than before',
    output: 'major, a: need not have at least 1 key any more: a program may get what it does not expect',
  },
  {
    kind: 'mostLowered',
    before: { a: z.string().max(200) },
    after: { a: z.string().max(150) },
    input: 'major, a: must be at most 150 code points long, was 200: what was valid may be refused',
    output: 'patch, a: must be at most 150 code points long, was 200: all that comes could come before',
  },
  {
    kind: 'mostLowered',
    before: { a: z.array(text) },
    after: { a: z.array(text).max(1000) },
    input: 'major, a: must have at most 1,000 entries, had no such limit: what was valid may be refused',
    output: 'patch, a: must have at most 1,000 entries, had no such limit: all that comes could come before',
  },
  {
    kind: 'mostRaised',
    before: { a: z.int().max(100) },
    after: { a: z.int().max(200) },
    input: 'minor, a: must be at most 200, was 100: more is taken than before',
    output: 'major, a: must be at most 200, was 100: a program may get what it does not expect',
  },
  {
    kind: 'mostRaised',
    before: { a: z.string().max(200) },
    after: { a: text },
    input: 'minor, a: need not be at most 200 code points long any more: more is taken than before',
    output: 'major, a: need not be at most 200 code points long any more: a program may get what it does not expect',
  },
  {
    kind: 'mostLowered',
    before: { a: z.number() },
    after: { a: z.number().lt(3) },
    input: 'major, a: must be less than 3, had no such limit: what was valid may be refused',
    output: 'patch, a: must be less than 3, had no such limit: all that comes could come before',
  },
  {
    kind: 'ruleAdded',
    before: { a: text },
    after: { a: z.string().regex(/^x$/) },
    input: 'major, a: must match `^x$`: what was valid may be refused',
    output: 'patch, a: must match `^x$`: all that comes could come before',
  },
  {
    kind: 'ruleAdded',
    before: { a: text },
    after: { a: rule('storable').refine(Boolean) },
    input: 'major, a: has the rule `storable` (it has no NUL): what was valid may be refused',
    output: 'patch, a: has the rule `storable` (it has no NUL): all that comes could come before',
  },
  {
    kind: 'ruleDropped',
    before: { a: z.string().meta({ format: 'email' }) },
    after: { a: text },
    input: 'minor, a: need not have the format `email` any more: more is taken than before',
    output: 'major, a: need not have the format `email` any more: a program may get what it does not expect',
  },
  {
    kind: 'ruleDropped',
    before: { a: z.array(text).refine(Boolean).meta({ uniqueItems: true }) },
    after: { a: z.array(text) },
    input: 'minor, a: need not have each entry once any more: more is taken than before',
    output: 'major, a: need not have each entry once any more: a program may get what it does not expect',
  },
  {
    kind: 'ruleDropped',
    before: { a: z.int().multipleOf(5) },
    after: { a: z.int() },
    input: 'minor, a: need not be a multiple of `5` any more: more is taken than before',
    output: 'major, a: need not be a multiple of `5` any more: a program may get what it does not expect',
  },
  {
    kind: 'ruleChanged',
    before: { a: z.string().regex(/^x$/) },
    after: { a: z.string().regex(/^xy?$/) },
    input: 'major, a: must match `^xy?$`, was `^x$`: the gate cannot tell which of them takes more',
    output: 'major, a: must match `^xy?$`, was `^x$`: the gate cannot tell which of them takes more',
  },
  {
    kind: 'changingRuleAdded',
    before: { a: text },
    after: {
      a: z
        .string()
        .trim()
        .meta({ 'x-rules': ['trimmed'] }),
    },
    input:
      'major, a: has the rule `trimmed` (white space around it is taken away first): what a program sends may be refused, or become another value',
    output:
      'patch, a: has the rule `trimmed` (white space around it is taken away first): all that comes could come before',
  },
  {
    kind: 'changingRuleDropped',
    before: {
      a: z
        .string()
        .trim()
        .meta({ 'x-rules': ['trimmed'] }),
    },
    after: { a: text },
    input:
      'major, a: no longer has the rule `trimmed` (white space around it is taken away first): what a program sends may be refused, or become another value',
    output:
      'major, a: no longer has the rule `trimmed` (white space around it is taken away first): a program may get what it does not expect',
  },
  {
    kind: 'defaultAdded',
    before: { a: text.optional() },
    after: { a: usual('x') },
    input: 'major, a: is `x` by default now: a program that leaves it out may get something else',
    output: 'patch, a: is `x` by default now',
  },
  {
    kind: 'defaultRemoved',
    before: { a: usual('x') },
    after: { a: text.optional() },
    input: 'major, a: has no default any more, was `x`: a program that leaves it out may get something else',
    output: 'patch, a: has no default any more, was `x`',
  },
  {
    kind: 'defaultChanged',
    before: { a: usual('x') },
    after: { a: usual('y') },
    input: 'major, a: is `y` by default now, was `x`: a program that leaves it out may get something else',
    output: 'patch, a: is `y` by default now, was `x`',
  },
  {
    kind: 'otherKeysAllowed',
    before: { a: z.strictObject({}) },
    after: { a: z.looseObject({}) },
    input: 'minor, a: may have other keys now',
    output: 'minor, a: may have other keys now',
  },
  {
    kind: 'otherKeysRefused',
    before: { a: z.looseObject({}) },
    after: { a: z.strictObject({}) },
    input: 'major, a: has no other keys any more: a program that sends one is refused',
    output: 'major, a: has no other keys any more: a program that reads one finds nothing',
  },
  {
    kind: 'definitionRenamed',
    before: { a: named('Task', { b: text }) },
    after: { a: named('Todo', { b: text }) },
    input: 'patch, a: is called Todo now, was Task: its values are judged by themselves',
    output: 'patch, a: is called Todo now, was Task: its values are judged by themselves',
  },
  {
    kind: 'remarkChanged',
    before: { a: text.describe('seconds') },
    after: { a: text.describe('in seconds') },
    input: 'patch, a: description is `in seconds`, was `seconds`',
    output: 'patch, a: description is `in seconds`, was `seconds`',
  },
  {
    kind: 'unjudged',
    before: { a: text },
    after: { a: text.meta({ contentEncoding: 'base64' }) },
    input: 'major, a: has another `contentEncoding`, which the gate cannot judge: it may be anything',
    output: 'major, a: has another `contentEncoding`, which the gate cannot judge: it may be anything',
  },
];
