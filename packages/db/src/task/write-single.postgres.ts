import { formatCursor } from '@typedo/contract';
import { codeOf } from '../connect/postgres-errors.ts';
import type { TextsOn } from '../connect/postgres-query.ts';
import type { NamedStatement } from '../connect/text-query.postgres.ts';
import { hashOf, isExpired } from './intention.ts';
import { ownedBy } from './owner.ts';
import { fieldsOf, newRow, type WriteContext } from './plan.ts';
import { toTask } from './row.ts';
import {
  createStatement,
  deleteStatement,
  patchFields,
  restoreStatement,
  updateStatement,
} from './statements.postgres.ts';
import type { Mutation, Outcome } from './task-store.ts';
import { toTime } from './wire-time.ts';
import type { Changed, Group, Settings } from './write-joined.postgres.ts';

type SingleMutation = Exclude<Mutation, { type: 'updateMany' | 'deleteMany' }>;

/**
 * Writes a group that is one mutation of one task in one statement. Undefined when it is not, or when the statement left it alone: then it has
 * to be planned.
 */
export async function writeSingle(texts: TextsOn, group: Group, settings: Settings): Promise<Changed | undefined> {
  const [call] = group;
  const only = call?.mutations[0];
  if (!call || group.length > 1 || call.mutations.length > 1 || !only || 'ids' in only) return undefined;
  if (isExpired(only, settings.now)) return undefined;
  const write = singleWrite(only, { ...settings, principal: call.principal });
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
function singleWrite(mutation: SingleMutation, { principal, now, quota }: WriteContext): SingleWrite | undefined {
  const { mutationId, id } = mutation;
  const common = ownedBy(principal, mutationId, hashOf(mutation), toTime(now), principal.kind, principal.keyId, id);
  if (mutation.type === 'create') {
    const { title, description, complete } = mutation;
    const outcome: Outcome = { tasks: [toTask(principal.userId, newRow(mutation, now))] };
    const told = [JSON.stringify(fieldsOf(mutation)), JSON.stringify(outcome)];
    return { statement: createStatement, values: [...common, title, description, complete, quota, ...told], outcome };
  }
  const { was = {} } = mutation;
  const believed = [
    ...common,
    was.title ?? null,
    was.description !== undefined,
    was.description ?? null,
    was.complete ?? null,
    was.updatedAt ?? null,
  ];
  if (mutation.type === 'delete') return { statement: deleteStatement, values: believed };
  if (mutation.type === 'restore') return { statement: restoreStatement, values: believed };
  const { patch } = mutation;
  const fields = patchFields.filter((field) => patch[field] !== undefined);
  if (fields.length === 0) return undefined;
  return { statement: updateStatement(fields), values: [...believed, ...fields.map((field) => patch[field])] };
}
