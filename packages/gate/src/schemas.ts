import { z } from 'zod';
import { GateError } from './gate-error.ts';
import { refuseHiddenRules } from './hidden-rules.ts';
import { same, type Schema } from './schema.ts';

/** JSON Schemas of one direction, which share their definitions. */
export class Schemas {
  readonly definitions: Record<string, Schema> = {};
  readonly #direction: 'inputs' | 'outputs';

  constructor(direction: 'inputs' | 'outputs') {
    this.#direction = direction;
  }

  /** A schema as JSON; null for one of nothing. Throws for one whose rules nobody would see change. `where` is for the message. */
  add(type: z.core.$ZodType, where: string): Schema | null {
    if (type instanceof z.ZodVoid) return null;
    refuseHiddenRules(type, where);
    const io = this.#direction === 'inputs' ? 'input' : 'output';
    const text = JSON.stringify(z.toJSONSchema(type, { io }));
    // What it writes is JSON Schema; the references lead to where this document has its definitions.
    const {
      $schema: _,
      $defs = {},
      ...json
    } = JSON.parse(text.replaceAll('"#/$defs/', `"#/definitions/${this.#direction}/`)) as Schema & {
      $defs?: Record<string, Schema>;
    };
    for (const [name, definition] of Object.entries($defs)) {
      if (this.definitions[name] && !same(this.definitions[name], definition))
        throw new GateError(`${where} has another ${name} than those before it`);
      this.definitions[name] = definition;
    }
    return json;
  }
}
