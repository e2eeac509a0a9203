import { z } from 'zod';
import { GateError } from './gate-error.ts';

/**
 * Throws a GateError for a rule that nobody would see change: a check that has no keyword in JSON Schema and no word among the contract's `wordedRules`,
 * or a kind of schema that the gate does not know. `where` is for the message.
 */
export function refuseHiddenRules(schema: z.core.$ZodType, where: string, seen = new Set<z.core.$ZodType>()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  // What zod's documentation of its core calls the union of its own schemas.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const hidden = def.type === 'pipe' ? rulesBehind(def.out, where) : hiddenChecks(def.checks);
  const words = wordsOf(schema, def.type === 'pipe' ? ['format'] : ['uniqueItems', 'minProperties', 'maxProperties']);
  if (hidden !== words)
    throw new GateError(
      `${where} has ${hidden} checks that JSON Schema cannot say, and ${words} words for them: say them in its .meta, by inRules, uniqueItems or minProperties`,
    );
  for (const [key, part] of partsOf(def, where)) refuseHiddenRules(part, key ? `${where}.${key}` : where, seen);
}

/** Checks by a function, and changes of the value. Others become keywords. */
function hiddenChecks(checks: readonly z.core.$ZodCheck[] = []): number {
  return checks.filter(({ _zod }) => _zod.def.check === 'custom' || _zod.def.check === 'overwrite').length;
}

/** What the second part of a pipe demands: only the first becomes keywords. */
function rulesBehind(schema: z.core.$ZodType, where: string): number {
  const { def } = (schema as z.core.$ZodTypes)._zod; // as above
  partsOf(def, where);
  return (def.checks?.length ?? 0) + ('format' in def ? 1 : 0);
}

function wordsOf(schema: z.core.$ZodType, keywords: readonly string[]): number {
  const meta: Record<string, unknown> = z.globalRegistry.get(schema) ?? {};
  const rules = meta['x-rules'];
  return (Array.isArray(rules) ? rules.length : 0) + keywords.filter((keyword) => meta[keyword] !== undefined).length;
}

function partsOf(def: z.core.$ZodTypes['_zod']['def'], where: string): [key: string, schema: z.core.$ZodType][] {
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape);
    case 'array':
      return [['', def.element]];
    case 'union':
      return def.options.map((option) => ['', option]);
    case 'record':
      return [
        ['', def.keyType],
        ['', def.valueType],
      ];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return [['', def.innerType]];
    case 'pipe':
      return [['', def.in]];
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'literal':
    case 'enum':
    case 'void':
    case 'unknown':
    case 'any':
      return [];
    default:
      throw new GateError(`${where} is a ${def.type}, which the gate does not know how to judge`);
  }
}
