import type { ContractKind } from '../src/policy.ts';
import type { Snapshot } from '../src/snapshot.ts';

/** One example of a kind: a change of today's contract, and what is said of it. */
export interface Example {
  readonly kind: ContractKind;
  /** A change of the contract before, where today's has nothing of that kind. */
  readonly before?: (contract: Snapshot) => unknown;
  readonly change: (contract: Snapshot) => unknown;
  /** `level, where: words`, of all that differs. */
  readonly says: string[];
}

const procedure = (contract: Snapshot, path: string) => contract.procedures[path]!;
const reason = (contract: Snapshot, name: string) => contract.reasons[name]!;
const text = { type: 'string' };

export const examples: Example[] = [
  {
    kind: 'procedureAdded',
    change: (contract) => (contract.procedures['task.copy'] = procedure(contract, 'task.byId')),
    says: ['minor, task.copy: is new'],
  },
  {
    kind: 'procedureRemoved',
    change: ({ procedures }) => delete procedures['task.count'],
    says: ['major, task.count: is removed: a program that calls it is refused'],
  },
  {
    kind: 'kindChanged',
    change: (contract) => (procedure(contract, 'task.count').kind = 'mutation'),
    says: ['major, task.count: is a mutation now, was a query: it is called in another way'],
  },
  {
    kind: 'needsLess',
    change: (contract) => (procedure(contract, 'account.keys.list').needs = 'tasks:read'),
    says: ['minor, account.keys.list: needs tasks:read now, was a session: more callers may'],
  },
  {
    kind: 'needsLess',
    change: (contract) => (procedure(contract, 'task.count').needs = 'a session or any key'),
    says: ['minor, task.count: needs a session or any key now, was tasks:read: more callers may'],
  },
  {
    kind: 'needsOther',
    change: (contract) => (procedure(contract, 'task.count').needs = 'tasks:write'),
    says: ['major, task.count: needs tasks:write now, was tasks:read: who could call it may be refused'],
  },
  {
    kind: 'inputAdded',
    change: (contract) => Object.assign(procedure(contract, 'task.count'), { input: text, inputOptional: false }),
    says: ['major, task.count, input: is new and required: a program that sends none is refused'],
  },
  {
    kind: 'optionalInputAdded',
    change: (contract) => (procedure(contract, 'task.count').input = text),
    says: ['minor, task.count, input: is new and may be left out'],
  },
  {
    kind: 'inputRemoved',
    change: (contract) => (procedure(contract, 'task.byId').input = null),
    says: ['major, task.byId, input: is removed: a program that sends one is refused'],
  },
  {
    kind: 'inputBecameRequired',
    change: (contract) => (procedure(contract, 'task.list').inputOptional = false),
    says: ['major, task.list, input: is required now: a program that sends none is refused'],
  },
  {
    kind: 'inputBecameOptional',
    change: (contract) => (procedure(contract, 'task.byId').inputOptional = true),
    says: ['minor, task.byId, input: may be left out now'],
  },
  {
    kind: 'outputAdded',
    before: (contract) => (procedure(contract, 'task.count').output = null),
    change: (contract) => (procedure(contract, 'task.count').output = text),
    says: ['minor, task.count, output: is new'],
  },
  {
    kind: 'outputRemoved',
    change: (contract) => (procedure(contract, 'task.byId').output = null),
    says: ['major, task.byId, output: is removed: a program that reads it finds nothing'],
  },
  {
    kind: 'reasonOfProcedureAdded',
    change: (contract) => procedure(contract, 'task.byId').reasons.push('TASK_DELETED'),
    says: ['major, task.byId: may answer TASK_DELETED now: a program may get what it does not expect'],
  },
  {
    kind: 'reasonOfProcedureRemoved',
    change: (contract) => procedure(contract, 'task.byId').reasons.pop(),
    says: ['patch, task.byId: does not answer TASK_NOT_FOUND any more'],
  },
  {
    kind: 'commonReasonAdded',
    change: ({ commonReasons }) => commonReasons.push('PAYLOAD_TOO_LARGE'),
    says: ['major, every procedure: may answer PAYLOAD_TOO_LARGE now: a program may get what it does not expect'],
  },
  {
    kind: 'commonReasonRemoved',
    change: (contract) => (contract.commonReasons = contract.commonReasons.filter((name) => name !== 'INTERNAL')),
    says: ['patch, every procedure: does not answer INTERNAL any more'],
  },
  {
    kind: 'reasonAdded',
    change: (contract) => {
      contract.reasons['TASK_LOCKED'] = reason(contract, 'TASK_DELETED');
      procedure(contract, 'task.update').reasons.push('TASK_LOCKED');
    },
    says: [
      'major, task.update: may answer TASK_LOCKED now: a program may get what it does not expect',
      'minor, TASK_LOCKED: is new',
    ],
  },
  {
    kind: 'reasonOfDoorAdded',
    change: (contract) => (contract.reasons['TEAPOT'] = reason(contract, 'PAYLOAD_TOO_LARGE')),
    says: ['major, TEAPOT: is new: a program may get what it does not expect'],
  },
  {
    kind: 'reasonRemoved',
    change: ({ reasons }) => delete reasons['REQUEST_TIMEOUT'],
    says: ['patch, REQUEST_TIMEOUT: is removed'],
  },
  {
    kind: 'codeChanged',
    change: (contract) => (reason(contract, 'QUOTA_EXCEEDED').code = 'CONFLICT'),
    says: ['major, QUOTA_EXCEEDED: has the code `CONFLICT` now, was `FORBIDDEN`'],
  },
  {
    kind: 'statusChanged',
    change: (contract) => (reason(contract, 'QUOTA_EXCEEDED').status = 409),
    says: ['major, QUOTA_EXCEEDED: has the HTTP status `409` now, was `403`'],
  },
  {
    kind: 'sentenceChanged',
    change: (contract) => (reason(contract, 'INTERNAL').sentence = 'Oh no.'),
    says: ['patch, INTERNAL: has the sentence `Oh no.` now, was `Something went wrong on our side.`'],
  },
  {
    kind: 'limitTightened',
    change: (contract) => (contract.limits['trashDays'] = 7),
    says: ['major, limits.trashDays: is 7, was 30: what was possible may be refused'],
  },
  {
    kind: 'limitLoosened',
    change: (contract) => (contract.limits['batch'] = { max: 50 }),
    says: ['minor, limits.batch.max: is 50, was 20: more is possible than before'],
  },
  {
    kind: 'limitAdded',
    change: ({ limits, serverLimits }) => {
      limits['hooks'] = { max: 5 };
      serverLimits.push('hooks');
    },
    says: ['major, limits.hooks.max: is new: 5: what was possible may be refused'],
  },
  {
    kind: 'limitRemoved',
    change: ({ limits }) => delete limits['historyDays'],
    says: ['major, limits.historyDays: is removed, was 365: a program that reads it finds nothing'],
  },
  {
    kind: 'schemaLimitAdded',
    change: ({ limits }) => (limits['notes'] = { max: 5000 }),
    says: ['minor, limits.notes.max: is new: 5,000'],
  },
  {
    kind: 'schemaLimitChanged',
    change: ({ limits }) => (limits['search'] = { min: 1, max: 100 }),
    says: ['patch, limits.search.max: is 100, was 200: what that changes is said of the schemas with it'],
  },
  {
    kind: 'ruleSaysOther',
    change: ({ wordedRules }) => (wordedRules['storable'] = { says: 'it has no NUL', changes: false }),
    says: [
      'major, rule storable: says `it has no NUL` now, was `it has no NUL and no half of a surrogate pair`: the gate cannot tell whether it is the same rule',
    ],
  },
  {
    kind: 'formAdded',
    change: ({ forms }) => (forms['rename'] = text),
    says: ['minor, form rename: is new'],
  },
  {
    kind: 'formRemoved',
    change: ({ forms }) => delete forms['changePassword'],
    says: ['major, form changePassword: is removed: a program that sends it is refused'],
  },
  {
    kind: 'headerAdded',
    change: ({ headers }) => (headers['versionHeader'] = 'typedo-version'),
    says: ['minor, versionHeader: `typedo-version` is new'],
  },
  {
    kind: 'headerRemoved',
    change: ({ headers }) => delete headers['userIdHeader'],
    says: ['major, userIdHeader: `typedo-user-id` is removed: nobody reads or sends it any more'],
  },
  {
    kind: 'headerChanged',
    change: ({ headers }) => (headers['requestIdHeader'] = 'request-id'),
    says: ['major, requestIdHeader: is `request-id` now, was `x-request-id`: nobody reads or sends that any more'],
  },
];
