/** A row as a driver gives it: the columns that the statement names. */
export type Row = Record<string, unknown>;

/** Runs one statement; its text is one of few, so that it can be prepared and kept. */
export type Run = (sql: string, parameters: unknown[]) => Promise<Row[]>;

/** Runs a statement that is prepared once and kept. Rows hold the values of its columns in their order, on PostgreSQL as text. */
export type Read = (parameters: unknown[]) => Promise<unknown[][]>;

/** Makes a {@link Read} of a statement with `$1`, `$2`, … */
export type PrepareRead = (sql: string) => Read;
