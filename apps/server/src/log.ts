/** Where the server says what happens, in one line each. */
export interface Log {
  info(line: string): void;
  /** Something went wrong that an operator may have to mend; `cause` is what was thrown. */
  error(line: string, cause?: unknown): void;
}

/** What an error says, in one line; an error over several addresses says nothing by itself. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return messageOf(thrown.errors[0]);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
