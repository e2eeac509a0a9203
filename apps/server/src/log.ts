/** What a log line tells beside its sentence, for programs that read it: names, numbers, and never what a user sent. */
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/**
 * Where the server says what happens. A line is a sentence of ours, without values that a user sent; `cause` is what was thrown, of which
 * only what holds no such value is written.
 */
export interface Log {
  /** What helps to look into something. */
  debug(this: void, line: string, fields?: LogFields): void;
  info(this: void, line: string, fields?: LogFields): void;
  /** Something that passes by itself, and that an operator may want to know of. */
  warn(this: void, line: string, fields?: LogFields): void;
  /** Something went wrong that an operator may have to mend. */
  error(this: void, line: string, cause?: unknown, fields?: LogFields): void;
  /** Whether `debug` writes anything: a line need not be made for nobody. */
  readonly debugs: boolean;
  /** Runs something for a request: each line that is written meanwhile, and behind what it awaits, carries the id. */
  during<T>(this: void, requestId: string, run: () => T): T;
  /** For what goes on beside requests, though one of them may have begun it: its lines carry no id. */
  readonly background: Omit<Log, 'during' | 'debugs' | 'background'>;
}
