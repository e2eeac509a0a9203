import { z } from 'zod';
import { declaredProcedures as readRouter, type Declared as Read } from '../isolation/procedures.ts';

/** A procedure as the router declares it, its input as JSON Schema. */
export interface Declared extends Pick<Read, 'type'> {
  readonly path: string;
  /** What a caller may send; undefined when the procedure takes nothing. */
  readonly input: JsonSchema | undefined;
}

/** What zod says of a schema: the part of JSON Schema 2020-12 that it writes. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every procedure of the router, so that a test over them covers a new one without another line. */
export function declaredProcedures(): Declared[] {
  return readRouter().map(({ input, ...procedure }) => {
    const takesNothing = input instanceof z.ZodVoid || input instanceof z.ZodUndefined;
    return { ...procedure, input: takesNothing ? undefined : z.toJSONSchema(input, { io: 'input' }) };
  });
}
