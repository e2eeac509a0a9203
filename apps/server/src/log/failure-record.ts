import { masked } from './masked.ts';

/** What the log keeps of something that was thrown. */
export interface FailureRecord extends Names {
  /** The name of the error's class. */
  readonly type: string;
  readonly message: string;
  /** Where it was thrown: one frame a line. */
  readonly stack?: string;
  readonly cause?: FailureRecord;
  /** Those of an error that stands for several. */
  readonly errors?: readonly FailureRecord[];
}

/** What a driver's error may tell by name. Its other fields (`detail`, `where`, `parameters`, `query`, …) hold what was sent. */
const names = ['code', 'severity', 'routine', 'schema', 'table', 'column', 'constraint', 'syscall', 'status'] as const;
type Names = { readonly [name in (typeof names)[number]]?: string };
const isName = /^[\w.$-]{1,100}$/;

const deepest = 5;
const most = 5;

/**
 * Makes the record of what was thrown, without a value that a user sent: messages are cut where they may quote one, and of an error's own
 * fields only names are taken.
 */
export function failureRecord(thrown: unknown, depth = 0): FailureRecord {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: 'Something else than an error was thrown' };
  const { message, cause, constructor } = thrown;
  const stack = framesOf(thrown);
  const inner: unknown[] = thrown instanceof AggregateError ? thrown.errors.slice(0, most) : [];
  const goOn = depth < deepest;
  return {
    type: isName.test(constructor.name) ? constructor.name : 'Error',
    ...Object.fromEntries(names.flatMap((name) => namedIn(thrown, name))),
    message: masked(message),
    ...(stack && { stack }),
    ...(cause !== undefined && goOn && { cause: failureRecord(cause, depth + 1) }),
    ...(inner.length > 0 && goOn && { errors: inner.map((error) => failureRecord(error, depth + 1)) }),
  };
}

function namedIn(error: Error, name: (typeof names)[number]): [string, string][] {
  const value: unknown = Reflect.get(error, name);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && isName.test(text) ? [[name, text]] : [];
}

/** A frame as V8 writes it. */
const frame = /^ {4}at (?:[\w$.<>#[\] ]+ )?\(?(?:file:\/\/|node:|\/|[A-Za-z]:\\)[^()\s]*:\d+:\d+\)?$/;

/** The frames behind the message, which may itself hold lines that look like frames: a stack that was made for another is left out. */
function framesOf({ stack = '', message }: Error): string {
  const at = stack.indexOf(message);
  if (at === -1) return '';
  const lines = stack.slice(at + message.length).split('\n');
  return lines
    .filter((line) => frame.test(line))
    .map((line) => line.trim())
    .join('\n');
}
