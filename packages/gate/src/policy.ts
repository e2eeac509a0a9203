/** What a difference asks of the version. */
export type Level = 'major' | 'minor' | 'patch';

/** The levels, the one that asks for most first. */
export const levels = ['major', 'minor', 'patch'] as const satisfies Level[];

/** Inputs are what programs send, outputs are what they get. */
export type Direction = 'input' | 'output';

/** More values are valid than before: a program may send more, and may get what it does not know. */
const wider = { input: 'minor', output: 'major' } as const;

/** Fewer values are valid: what a program sends may be refused, and all that it gets it knows. */
const narrower = { input: 'major', output: 'patch' } as const;

const major = { input: 'major', output: 'major' } as const;
const minor = { input: 'minor', output: 'minor' } as const;
const patch = { input: 'patch', output: 'patch' } as const;

/** The version policy: how each kind of difference in a schema is judged. */
export const schemaPolicy = {
  keyRemoved: major,
  optionalKeyAdded: minor,
  requiredKeyAdded: { input: 'major', output: 'minor' },
  keyBecameRequired: narrower,
  keyBecameOptional: wider,
  nullAdded: wider,
  nullRemoved: narrower,
  typeChanged: major,
  typeAdded: wider,
  typeRemoved: narrower,
  valueAdded: wider,
  valueRemoved: narrower,
  valuesFreed: wider,
  valuesListed: narrower,
  variantAdded: wider,
  variantRemoved: narrower,
  leastRaised: narrower,
  leastLowered: wider,
  mostLowered: narrower,
  mostRaised: wider,
  ruleAdded: narrower,
  ruleDropped: wider,
  ruleChanged: major,
  // A rule that changes a value: either way, what was valid may be refused or may become another value.
  changingRuleAdded: { input: 'major', output: 'patch' },
  changingRuleDropped: major,
  // A program that leaves the key out may get something else.
  defaultAdded: { input: 'major', output: 'patch' },
  defaultRemoved: { input: 'major', output: 'patch' },
  defaultChanged: { input: 'major', output: 'patch' },
  // Other keys in an answer are like added ones.
  otherKeysAllowed: minor,
  otherKeysRefused: major,
  definitionRenamed: patch,
  remarkChanged: patch,
  unjudged: major,
} as const satisfies Record<string, Record<Direction, Level>>;

/** How each other kind of difference is judged. */
export const contractPolicy = {
  procedureAdded: 'minor',
  procedureRemoved: 'major',
  kindChanged: 'major',
  needsLess: 'minor',
  needsOther: 'major',
  inputAdded: 'major',
  optionalInputAdded: 'minor',
  inputRemoved: 'major',
  inputBecameRequired: 'major',
  inputBecameOptional: 'minor',
  outputAdded: 'minor',
  outputRemoved: 'major',
  reasonOfProcedureAdded: 'major',
  reasonOfProcedureRemoved: 'patch',
  commonReasonAdded: 'major',
  commonReasonRemoved: 'patch',
  // Of a procedure or of all: those gain it, which is judged there.
  reasonAdded: 'minor',
  // Of none: the server answers it before any procedure runs.
  reasonOfDoorAdded: 'major',
  reasonRemoved: 'patch',
  codeChanged: 'major',
  statusChanged: 'major',
  sentenceChanged: 'patch',
  limitTightened: 'major',
  limitLoosened: 'minor',
  limitAdded: 'major',
  limitRemoved: 'major',
  // Of those that schemas carry, which are judged there.
  schemaLimitAdded: 'minor',
  schemaLimitChanged: 'patch',
  // Its words are all that the gate sees of it.
  ruleSaysOther: 'major',
  formAdded: 'minor',
  formRemoved: 'major',
  headerAdded: 'minor',
  headerRemoved: 'major',
  headerChanged: 'major',
} as const satisfies Record<string, Level>;

export type SchemaKind = keyof typeof schemaPolicy;
export type ContractKind = keyof typeof contractPolicy;
export type Kind = SchemaKind | ContractKind;
