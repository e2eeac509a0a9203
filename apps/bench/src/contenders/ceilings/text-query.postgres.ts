import type { Connection, Pool, Submittable } from 'pg';

/** A row as the protocol carries it: the text of each column. */
export type TextRow = (string | null)[];

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs one statement on a connection of the pool and gives the rows as the server writes them. Parameters travel as text. */
export async function readTexts(pool: Pool, statement: Statement, values: (string | null)[]): Promise<TextRow[]> {
  const client = await pool.connect();
  try {
    const { promise, resolve, reject } = Promise.withResolvers<TextRow[]>();
    client.query(new TextQuery(statement, values, (error, rows) => (error ? reject(error) : resolve(rows))));
    const rows = await promise;
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** What the driver's connection has, and its types leave out or declare as it was before version 7. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** The texts that were prepared, by their names; the driver keeps it. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  parse(statement: Statement): void;
  bind(config: { statement: string; values: (string | null)[] }): void;
  execute(): void;
  sync(): void;
}

/**
 * A query as the driver's client takes it, which notes its `name` and `text` as prepared. The driver's own asks the server to describe the rows
 * each time, and parses their values.
 */
class TextQuery implements Submittable {
  readonly name: string;
  readonly text: string;
  readonly callback: (error: Error | null, rows: TextRow[]) => void;
  readonly #values: (string | null)[];
  readonly #rows: TextRow[] = [];

  constructor({ name, text }: Statement, values: (string | null)[], callback: TextQuery['callback']) {
    this.name = name;
    this.text = text;
    this.callback = callback;
    this.#values = values;
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire; // see there
    wire.stream.cork();
    if (wire.parsedStatements[this.name] === undefined) wire.parse(this);
    wire.bind({ statement: this.name, values: this.#values });
    wire.execute();
    wire.sync();
    wire.stream.uncork();
  }

  handleDataRow({ fields }: { fields: TextRow }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.callback(error, []); // and once more below, which is without effect
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows);
  }
}
