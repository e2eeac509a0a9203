import { fieldsOf, formatCursor } from '@typedo/contract';
import { codeOf } from '../connect/postgres-errors.ts';
import type { NamedStatement } from '../connect/text-query.postgres.ts';
import { hashOf, isExpired } from './intention.ts';
import { ownedBy } from './owner.ts';
import { newRow, type WriteContext } from './plan.ts';
import { toTask } from './row.ts';
import type { SingleStatements } from './statements.postgres.ts';
import type { Mutation, Outcome } from './task-store.ts';
import { toTime } from './wire-time.ts';
import type { Changed, Group, Settings, WritePlace } from './write-joined.postgres.ts';

type SingleMutation = Exclude<Mutation, { type: 'updateMany' | 'deleteMany' }>;

/**
 * Writes a group that is one mutation of one task in one statement. Undefined when it is not, or when the statement left it alone: then it has
 * to be planned.
 */
export async function writeSingle(
  { texts, statements }: WritePlace,
  group: Group,
  settings: Settings,
): Promise<Changed | undefined> {
  const [call] = group;
  const only = call?.mutations[0];
  if (!call || group.length > 1 || call.mutations.length > 1 || !only || 'ids' in only) return undefined;
  if (isExpired(only, settings.now)) return undefined;
  const write = singleWrite(statements.single, only, { ...settings, principal: call.principal });
  if (!write) return undefined;
  const { statement, values, outcome } = write;
  const [row] = await texts.read(statement, values).catch((error: unknown) => {
    if (codeOf(error) === '23505') return []; // somebody was faster, or the id is taken
    throw error;
  });
  if (!row) return undefined;
  const [seq, epoch, written] = row;
  return {
    settled: [{ outcome: outcome ?? (JSON.parse(String(written)) as Outcome), duplicate: false }], // the statement wrote it
    cursor: formatCursor({ epoch: String(epoch), seq: Number(seq), floor: 0 }),
    changed: true,
  };
}

interface SingleWrite {
  statement: NamedStatement;
  values: unknown[];
  /** Where it is known beforehand. */
  outcome?: Outcome;
}

/** What is to be run; undefined for an update that sets nothing. */
function singleWrite(
  statements: SingleStatements,
  mutation: SingleMutation,
  { principal, now, quota }: WriteContext,
): SingleWrite | undefined {
  const { fields } = statements;
  const { mutationId, id } = mutation;
  const common = ownedBy(principal, mutationId, hashOf(mutation), toTime(now), principal.kind, principal.keyId, id);
  if (mutation.type === 'create') {
    const outcome: Outcome = { tasks: [toTask(principal.userId, newRow(mutation, now))] };
    const told = [JSON.stringify(fieldsOf(mutation)), JSON.stringify(outcome)];
    const values = [...common, ...fields.map(({ name }) => mutation[name]), quota, ...told];
    return { statement: statements.create, values, outcome };
  }
  const { was = {} } = mutation;
  const believed = [...common, was.updatedAt ?? null];
  for (const { name, nullable } of fields) {
    if (nullable) believed.push(was[name] !== undefined);
    believed.push(was[name] ?? null);
  }
  if (mutation.type === 'delete') return { statement: statements.delete, values: believed };
  if (mutation.type === 'restore') return { statement: statements.restore, values: believed };
  const { patch } = mutation;
  const set = fields.filter(({ name }) => patch[name] !== undefined);
  if (set.length === 0) return undefined;
  return { statement: statements.update(set), values: [...believed, ...set.map(({ name }) => patch[name])] };
}
