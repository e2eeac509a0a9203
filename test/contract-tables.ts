import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { catalogue } from '@typedo/api';
import {
  apiKey,
  change,
  commonReasons,
  contractVersion,
  exportedAccount,
  exportedChange,
  exportedTask,
  limits,
  liveEvent,
  procedureReasons,
  pulled,
  pushedMutation,
  pushOutcome,
  reasonsByName,
  refusedMutation,
  session,
  task,
  type Task,
} from '@typedo/contract';
import { z } from 'zod';
import { root } from './workspaces.ts';

/** The parts of docs/contract.md that the contract itself says, by the names of their markers. */
export function contractTables(): Record<string, string> {
  return {
    version: `The version of the contract is **${contractVersion}**.`,
    fields: fieldTable(),
    limits: limitTable(),
    procedures: procedureTable(),
    inputs: inputTable(),
    change: shapeTable('Change', change),
    key: shapeTable('ApiKey', apiKey),
    session: shapeTable('Session', session),
    account: shapeTable('ExportedAccount', exportedAccount),
    exportedTask: shapeTable('ExportedTask', exportedTask),
    exportedChange: shapeTable('ExportedChange', exportedChange),
    pulled: variantTable('Pulled', pulled),
    mutation: variantTable('PushedMutation', pushedMutation),
    outcome: variantTable('PushOutcome', pushOutcome),
    refused: variantTable('RefusedMutation', refusedMutation),
    event: variantTable('LiveEvent', liveEvent),
    reasons: reasonTable(),
    common: `Any procedure may answer ${listed(commonReasons.map(code))}.`,
  };
}

// A field that is renamed, added or removed is an error of the compiler here.
const meanings: Record<keyof Task, string> = {
  id: 'Chosen by the client, or made by the server; never changes',
  userId: 'The account that owns the task; comes from the caller’s proof, never from input',
  title: 'What the task is called; stored trimmed',
  description: 'More about it; null and the empty text are both valid and stay distinct',
  complete: 'Whether it is done; no 1 and no "true"; false unless a create says otherwise',
  createdAt: 'Set by the server; never changes',
  updatedAt: 'Set by the server with every effective change; always later than the one before',
};

function fieldTable(): string {
  const rows = Object.entries(meanings).map(([field, meaning]) => [code(field), rules(task)[field] ?? '', meaning]);
  return table(['Field', 'Value', 'Meaning'], rows);
}

function shapeTable(name: string, schema: z.core.$ZodType): string {
  return table(
    [code(name), 'Value'],
    Object.entries(rules(schema)).map(([key, rule]) => [code(key), rule]),
  );
}

/** What a value of a union is one of. */
function variantTable(name: string, schema: z.core.$ZodType): string {
  const { anyOf, oneOf = anyOf } = inside(schema);
  return table(
    [`${code(name)} is one of`],
    (oneOf ?? []).map((variant) => [code(inTypes(variant))]),
  );
}

/** Numbers from `limits`, words from the comments beside them. */
function limitTable(): string {
  const source = readFileSync(join(root, 'packages/contract/src/limits.ts'), 'utf8');
  const comments = new Map(
    [...source.matchAll(/\/\*\* (.+) \*\/\n {2}(\w+):/g)].map(([, words = '', name = '']) => [name, words]),
  );
  const rows = Object.entries(limits).map(([name, limit]) => {
    const {
      min = '',
      max = '',
      default: usual = '',
    } = typeof limit === 'number' ? { max: limit } : { ...none, ...limit };
    return [code(name), ...[min, max, usual].map((number) => number.toLocaleString('en')), comments.get(name) ?? ''];
  });
  return table(['Limit', 'Least', 'Most', 'Default', 'Of what'], rows);
}

const none: { min?: number; max?: number; default?: number } = {};

function procedureTable(): string {
  const rows = catalogue().map(({ path, kind, input, output, needs }) => [
    code(path),
    kind,
    typeof needs === 'string' ? needs : code(needs.scope),
    keysOf(input).map(code).join(', ') || '–',
    (kind === 'subscription' ? 'a stream of ' : '') + code(typeOf(output)),
    procedureReasons[path].map(code).join(', ') || '–',
  ]);
  return table(['Procedure', 'Kind', 'Needs', 'Input', 'Output', 'Reasons of its own'], rows);
}

/** Each key of an input once, with the procedures that take it; the same name with another rule is another row. */
function inputTable(): string {
  const rows = new Map<string, { key: string; rule: string; paths: string[] }>();
  for (const { path, input } of catalogue()) {
    for (const [key, rule] of Object.entries(rules(input))) {
      const row = rows.get(key + rule) ?? { key, rule, paths: [] };
      row.paths.push(path);
      rows.set(key + rule, row);
    }
  }
  return table(
    ['Key', 'Value', 'Taken by'],
    [...rows.values()].map(({ key, rule, paths }) => [code(key), rule, paths.map(code).join(', ')]),
  );
}

function reasonTable(): string {
  const rows = Object.entries(reasonsByName).map(([reason, { code: trpcCode, details, message }]) => [
    code(reason),
    code(trpcCode),
    String(getHTTPStatusCodeFromError(new TRPCError({ code: trpcCode }))),
    code(typeOf(details)),
    message,
  ]);
  return table(['Reason', 'tRPC code', 'HTTP', 'Details', 'Says'], rows);
}

/** As much of JSON Schema as the contract's schemas become. */
interface Json {
  $ref?: string;
  $defs?: Record<string, Json>;
  type?: string | string[];
  properties?: Record<string, Json>;
  required?: string[];
  anyOf?: Json[];
  oneOf?: Json[];
  const?: string | boolean;
  enum?: string[];
  items?: Json;
  uniqueItems?: boolean;
  format?: string;
  default?: string | number | boolean | null;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

function jsonOf(schema: z.core.$ZodType): { json: Json; definitions: Record<string, Json> } {
  if (schema instanceof z.ZodVoid) return { json: {}, definitions: {} };
  const json = z.toJSONSchema(schema, { io: 'input' }) as Json;
  return { json, definitions: json.$defs ?? {} };
}

function nameOf({ $ref = '' }: Json): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

/** The schema behind a reference. */
function inside(schema: z.core.$ZodType): Json {
  const { json, definitions } = jsonOf(schema);
  return definitions[nameOf(json)] ?? json;
}

function keysOf(schema: z.core.$ZodType): string[] {
  const { properties = {}, required = [] } = inside(schema);
  return Object.keys(properties).map((key) => (required.includes(key) ? key : `${key}?`));
}

/** The rule of each key of an object, in words. */
function rules(schema: z.core.$ZodType): Record<string, string> {
  const shape: Record<string, unknown> = schema instanceof z.ZodObject ? schema.shape : {};
  return Object.fromEntries(
    Object.entries(inside(schema).properties ?? {}).map(([key, json]) => {
      const part = shape[key];
      const trimmed = part instanceof z.core.$ZodType && z.safeParse(part, ' x ').data === 'x';
      return [key, (trimmed ? `${inWords(json)}, after trimming` : inWords(json)) + usual(json)];
    }),
  );
}

function usual(json: Json): string {
  return json.default === undefined ? '' : `; ${code(String(json.default))} by default`;
}

function inWords(json: Json): string {
  const name = nameOf(json);
  if (name) return name === 'TaskId' || name === 'MutationId' ? 'UUIDv7 in lower case' : code(name);
  if (json.anyOf) return json.anyOf.map(inWords).join(' or ');
  if (json.enum) return json.enum.map(code).join(' or ');
  switch (json.type) {
    case 'string':
      if (json.format === 'date-time') return 'time, `YYYY-MM-DDTHH:MM:SS.sssZ`';
      return `text${range(json.minLength, json.maxLength)}`;
    case 'integer':
      return `whole number${range(json.minimum, json.maximum)}`;
    case 'array':
      return `list${range(json.minItems, json.maxItems)}${json.uniqueItems ? ', each once' : ''}: ${inWords(json.items ?? {})}`;
    case 'object':
      return code(inTypes(json));
    default:
      return [json.type ?? '']
        .flat()
        .map((type) => (type === 'string' ? 'text' : type))
        .join(' or ');
  }
}

function range(min: number | undefined, max: number | undefined): string {
  if (max === undefined) return '';
  return min === undefined ? `, at most ${max.toLocaleString('en')}` : `, ${min} to ${max.toLocaleString('en')}`;
}

/** The type of a schema, as TypeScript writes it. */
function typeOf(schema: z.core.$ZodType): string {
  const { json } = jsonOf(schema);
  const { properties = {}, ...rest } = json;
  const ofKey = Object.keys(apiKey.shape);
  if (ofKey.some((key) => !(key in properties))) return inTypes(json);
  const more = Object.entries(properties).filter(([key]) => !ofKey.includes(key));
  return `ApiKey & ${inTypes({ ...rest, properties: Object.fromEntries(more) })}`;
}

function inTypes(json: Json): string {
  const name = nameOf(json);
  if (name) return name.endsWith('Id') ? 'string' : name;
  const { anyOf, oneOf = anyOf } = json;
  if (oneOf) return oneOf.map(inTypes).join(' | ');
  if (json.const !== undefined) return typeof json.const === 'string' ? `'${json.const}'` : String(json.const);
  if (json.enum) return json.enum.map((value) => `'${value}'`).join(' | ');
  if (Array.isArray(json.type)) return json.type.join(' | ');
  if (json.type === 'integer') return 'number';
  if (json.type === 'array') {
    if (json.maxItems === 0) return '[]';
    const item = inTypes(json.items ?? {});
    return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
  }
  if (json.type !== 'object') return json.type ?? 'void';
  const { properties = {}, required = [] } = json;
  const keys = Object.entries(properties).map(
    ([key, value]) => `${key}${required.includes(key) ? '' : '?'}: ${inTypes(value)}`,
  );
  return keys.length === 0 ? '{}' : `{ ${keys.join(', ')} }`;
}

/** A table as the formatter leaves it. */
function table(head: string[], rows: string[][]): string {
  const escaped = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...escaped.map((cells) => cells[column]!.length)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first = [], ...rest] = escaped;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function listed(words: string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
