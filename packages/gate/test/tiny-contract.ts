import { z } from 'zod';
import { Schemas } from '../src/schemas.ts';
import type { Snapshot } from '../src/snapshot.ts';

/** A contract of one procedure, `task.try`, which takes or answers an object with these keys. */
export function tinyContract(direction: 'input' | 'output', shape: z.ZodType | Record<string, z.ZodType>): Snapshot {
  const inputs = new Schemas('inputs');
  const outputs = new Schemas('outputs');
  const schema = shape instanceof z.ZodType ? shape : z.strictObject(shape);
  return {
    version: '1.0.0',
    procedures: {
      'task.try': {
        kind: 'query',
        needs: 'tasks:read',
        input: direction === 'input' ? inputs.add(schema, 'input') : null,
        inputOptional: direction === 'input' && schema.safeParse(undefined).success,
        output: direction === 'output' ? outputs.add(schema, 'output') : null,
        reasons: [],
      },
    },
    commonReasons: [],
    reasons: {},
    limits: {},
    serverLimits: [],
    wordedRules: {
      trimmed: { says: 'white space around it is taken away first', changes: true },
      storable: { says: 'it has no NUL', changes: false },
    },
    forms: {},
    headers: {},
    definitions: { inputs: inputs.definitions, outputs: outputs.definitions },
  };
}
