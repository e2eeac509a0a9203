import { z } from 'zod';
import { Schemas } from '../src/schemas.ts';
import type { Snapshot } from '../src/snapshot.ts';

/** A contract of one procedure, `task.try`, which takes or answers an object with these keys. */
export function tinyContract(
  direction: 'input' | 'output',
  shape: z.core.$ZodType | Record<string, z.core.$ZodType>,
): Snapshot {
  const inputs = new Schemas('inputs');
  const outputs = new Schemas('outputs');
  const schema = shape instanceof z.core.$ZodType ? shape : z.strictObject(shape);
  return {
    version: '1.0.0',
    procedures: {
      'task.try': {
        kind: 'query',
        needs: 'tasks:read',
        input: direction === 'input' ? inputs.add(schema, 'input') : null,
        inputOptional: direction === 'input' && z.safeParse(schema, undefined).success,
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
