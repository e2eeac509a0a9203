import { contractVersion, newId } from '@typedo/contract';
import type { Tree } from './json-tree.ts';
import type { Declared, JsonSchema } from './procedures.ts';

/** What inputs name: things that a person really has, so that a call with them would have an effect. */
export interface Things {
  readonly openTask: string;
  readonly deletedTask: string;
  readonly key: string;
  /** A session that is not the one of the call. */
  readonly session: string;
  readonly password: string;
}

/**
 * The input with which a page would call a mutation for a person: what its schema requires, and no more. A test that calls with it sees
 * whether it was good; a new kind of input gets a line in `named`.
 */
export function meantInput({ path, input }: Declared, things: Things): Tree {
  return input && make(input, { path, name: '', definitions: input.$defs ?? {}, things });
}

interface Ground {
  readonly path: string;
  readonly name: string;
  readonly definitions: Record<string, JsonSchema>;
  readonly things: Things;
}

function make(schema: JsonSchema['items'], ground: Ground): Tree {
  if (typeof schema !== 'object' || Array.isArray(schema)) throw new TypeError(`No schema of ${ground.path} to follow`);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace('#/$defs/', '');
    return make(ground.definitions[name], { ...ground, name });
  }
  if (schema.const !== undefined) return schema.const;
  const [either = schema.enum?.[0]] = schema.anyOf ?? schema.oneOf ?? [];
  if (typeof either === 'object' && either !== null) return make(either, ground);
  if (either !== undefined) return either;
  switch (schema.type) {
    case 'object': {
      const { properties = {}, required = Object.keys(properties).slice(0, 1) } = schema; // a patch has to say something
      return Object.fromEntries(required.map((name) => [name, make(properties[name], { ...ground, name })]));
    }
    case 'array':
      return [make(schema.items, ground)];
    case 'string':
      return named(ground);
    case 'integer':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      throw new Error(`No input of ${ground.path} is made for this schema yet: ${JSON.stringify(schema)}`);
  }
}

function named({ path, name, things }: Ground): string {
  if (name === 'MutationId') return newId();
  if (name === 'TaskId')
    return path === 'sync.push' ? newId() : path === 'task.restore' ? things.deletedTask : things.openTask;
  if (name === 'contractVersion') return contractVersion;
  if (/password/i.test(name)) return things.password;
  if (/id$/i.test(name)) return path.startsWith('account.keys') ? things.key : things.session;
  return 'Forged';
}
