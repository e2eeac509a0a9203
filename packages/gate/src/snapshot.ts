import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { catalogue } from '@typedo/api';
import * as contract from '@typedo/contract';
import { z } from 'zod';
import { GateError } from './gate-error.ts';
import { sorted, type Schema } from './schema.ts';
import { Schemas } from './schemas.ts';

const schema = z.record(z.string(), z.unknown()).transform((value): Schema => value);

const limit = z.union([z.number(), z.record(z.string(), z.number())]);

const threeNumbers = /^\d+\.\d+\.\d+$/;

/** The contract of one version as plain JSON. */
export const snapshotOf = z.strictObject({
  version: z.string().regex(threeNumbers),
  procedures: z.record(
    z.string(),
    z.strictObject({
      kind: z.string(),
      /** An API key's scope, or in words. */
      needs: z.string(),
      /** Null where nothing is taken. */
      input: schema.nullable(),
      /** Whether a call may bring no input at all. */
      inputOptional: z.boolean(),
      output: schema.nullable(),
      /** Its own; any procedure may answer the common ones as well. */
      reasons: z.array(z.string()),
    }),
  ),
  commonReasons: z.array(z.string()),
  reasons: z.record(
    z.string(),
    z.strictObject({ code: z.string(), status: z.int(), details: schema, sentence: z.string() }),
  ),
  limits: z.record(z.string(), limit),
  /** Those of the limits that no schema carries. */
  serverLimits: z.array(z.string()),
  wordedRules: z.record(z.string(), z.strictObject({ says: z.string(), changes: z.boolean() })),
  /** What the accounts' own endpoints take. */
  forms: z.record(z.string(), schema),
  headers: z.record(z.string(), z.string()),
  /** What the schemas of inputs, and those of outputs, refer to. */
  definitions: z.strictObject({ inputs: z.record(z.string(), schema), outputs: z.record(z.string(), schema) }),
});

export type Snapshot = z.infer<typeof snapshotOf>;

/**
 * Today's contract. Throws a GateError for a version of another form, and for a rule that its schemas do not show, since nobody would see it
 * change.
 */
export function snapshot(version: string = contract.contractVersion): Snapshot {
  if (!threeNumbers.test(version))
    throw new GateError(`The contract's version is ${version}: expected three numbers, such as 1.1.0.`);
  const inputs = new Schemas('inputs');
  const outputs = new Schemas('outputs');
  const today: Snapshot = {
    version,
    procedures: Object.fromEntries(
      catalogue().map(({ path, kind, input, output, needs }) => [
        path,
        {
          kind,
          needs: typeof needs === 'string' ? needs : needs.scope,
          input: inputs.add(input, `${path}, input`),
          inputOptional: z.safeParse(input, undefined).success,
          output: outputs.add(output, `${path}, output`),
          reasons: [...contract.procedureReasons[path]],
        },
      ]),
    ),
    commonReasons: [...contract.commonReasons],
    reasons: Object.fromEntries(
      Object.entries(contract.reasonsByName).map(([reason, { code, details, message }]) => [
        reason,
        {
          code,
          status: getHTTPStatusCodeFromError(new TRPCError({ code })),
          details: outputs.add(details, `details of ${reason}`) ?? {},
          sentence: message,
        },
      ]),
    ),
    limits: contract.limits,
    serverLimits: [...contract.serverLimits],
    wordedRules: contract.wordedRules,
    forms: Object.fromEntries(
      Object.entries(forms).map(([name, form]) => [name, inputs.add(form, `form ${name}`) ?? {}]),
    ),
    headers: Object.fromEntries(
      Object.entries<unknown>(contract).flatMap(([name, value]) =>
        name.endsWith('Header') && typeof value === 'string' ? [[name, value]] : [],
      ),
    ),
    definitions: { inputs: inputs.definitions, outputs: outputs.definitions },
  };
  return snapshotOf.parse(sorted(today));
}

const { signUp, signIn, changePassword } = contract;
const forms = { signUp, signIn, changePassword };
