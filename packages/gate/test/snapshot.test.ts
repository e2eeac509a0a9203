import { catalogue } from '@typedo/api';
import { inRules, limits, reasons } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GateError } from '../src/gate-error.ts';
import { snapshot } from '../src/index.ts';
import { Schemas } from '../src/schemas.ts';

describe('a snapshot', () => {
  const today = snapshot();

  it('has every procedure, reason and limit, and survives being written', () => {
    expect(Object.keys(today.procedures).toSorted()).toEqual(
      catalogue()
        .map(({ path }) => path)
        .toSorted(),
    );
    expect(Object.keys(today.reasons).toSorted()).toEqual(Object.keys(reasons).toSorted());
    expect(today.limits).toEqual(limits);
    expect(JSON.parse(JSON.stringify(today))).toEqual(today);
  });

  it('is none of a version that has no place in an order', () => {
    expect(() => snapshot('1.1.0-beta.1')).toThrow(GateError);
  });

  it('is the same text each time', () => {
    expect(JSON.stringify(snapshot())).toBe(JSON.stringify(today));
  });

  it('says what JSON Schema cannot say', () => {
    expect(today.procedures['task.create']?.input).toMatchObject({
      properties: { title: { minLength: 1, maxLength: 200, 'x-rules': ['storable', 'trimmed'] } },
    });
    expect(today.procedures['task.updateMany']?.input).toMatchObject({
      properties: { ids: { uniqueItems: true }, patch: { minProperties: 1 } },
    });
    expect(today.forms['signUp']).toMatchObject({
      properties: { email: { format: 'email', 'x-rules': ['lowerCase', 'trimmed'] } },
    });
  });

  it('names as limits of the server only those that no schema has, and as others those that one has', () => {
    // Every number behind a keyword that limits.
    const carried = new Set(
      [...JSON.stringify({ ...today, limits: {} }).matchAll(/"(?:max|min)\w+":(\d+)/g)].map(([, number]) =>
        Number(number),
      ),
    );
    const ofSchemas = Object.entries(today.limits).filter(([name]) => !today.serverLimits.includes(name));
    const numbers = ofSchemas.flatMap(([, limit]) => (typeof limit === 'number' ? [limit] : (limit['max'] ?? [])));
    expect(numbers.filter((number) => !carried.has(number))).toEqual([]);
  });
});

describe('a rule that nobody would see change', () => {
  const add = (schema: z.core.$ZodType) => () =>
    new Schemas('inputs').add(z.strictObject({ a: schema }), 'task.try, input');
  const isEven = (value: number) => value % 2 === 0;

  const hidden: Record<string, [schema: z.core.$ZodType, problem: string]> = {
    'a check without a word': [z.int().refine(isEven), 'task.try, input.a has 1 checks'],
    'a change of the value without a word': [
      z.string().trim(),
      'has 1 checks that JSON Schema cannot say, and 0 words',
    ],
    'one behind a list': [z.array(z.string().trim()).optional(), 'and 0 words'],
    'a second check': [z.string().trim().meta(inRules('trimmed')).refine(Boolean), 'has 2 checks'],
    'a word without a check': [
      z.string().meta(inRules('trimmed')),
      'has 0 checks that JSON Schema cannot say, and 1 words',
    ],
    'a pipe into a rule without a keyword': [z.string().pipe(z.email()), 'and 0 words'],
    'a transformation': [z.string().transform(Number), 'is a transform'],
  };

  it.each(Object.entries(hidden))('is refused: %s', (_, [schema, problem]) => {
    expect(add(schema)).toThrow(problem);
    expect(add(schema)).toThrow(GateError); // a sentence, without where it was thrown
  });

  it('is none with a word for each', () => {
    expect(add(z.string().trim().meta(inRules('trimmed')))).not.toThrow();
    expect(add(z.array(z.int()).refine(Boolean).meta({ uniqueItems: true }).optional())).not.toThrow();
    expect(add(z.string().pipe(z.email()).meta({ format: 'email' }))).not.toThrow();
  });
});
