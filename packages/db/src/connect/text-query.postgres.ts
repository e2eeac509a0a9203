import type { Connection, PoolClient, Submittable } from 'pg';

/** A row as the protocol carries it: the text of each column. */
export type TextRow = (string | null)[];

/** A statement that each connection prepares once, under its name. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs one statement on a connection and gives the rows as the server writes them. The driver's own way asks the server to describe the rows
 * each time and makes a result of them, which costs a small read as much as the rest of it.
 */
export function readTexts(
  client: PoolClient,
  statement: NamedStatement,
  values: readonly unknown[],
): Promise<TextRow[]> {
  return new Promise((resolve, reject) => {
    client.query(
      new TextQuery(statement, values.map(textOf), (error, rows) => {
        if (error) reject(error);
        else resolve(rows);
      }),
    );
  });
}

/** Prepares a statement on a connection that has not done so: the driver notes what was, one statement a query. */
export async function prepared(client: PoolClient, statement: NamedStatement): Promise<void> {
  const { connection } = client as unknown as { connection: Wire }; // see there
  if (connection.parsedStatements[statement.name] !== undefined) return;
  await new Promise<void>((resolve, reject) => {
    client.query(
      new Preparation(statement, (error) => {
        if (error) reject(error);
        else resolve();
      }),
    );
  });
}

/** The connection as it is. */
export function wireOf(connection: Connection): Wire {
  return connection as unknown as Wire; // see there
}

/** What the driver's connection has, and its types leave out or declare as it was before version 7. */
export interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** The texts that were prepared, by their names; the driver keeps it. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  parse(statement: NamedStatement): void;
  bind(config: { statement: string; values: readonly (string | null)[] }): void;
  execute(): void;
  sync(): void;
}

type Done = (error: Error | null, rows: TextRow[]) => void;

/** A query as the driver's client takes it: it reads `name` and `text` to note what was prepared, and replaces `callback` to limit the wait. `values` are the parameters. */
class TextQuery implements Submittable {
  readonly name: string;
  readonly text: string;
  callback: Done;
  readonly values: readonly (string | null)[];
  readonly #rows: TextRow[] = [];

  constructor({ name, text }: NamedStatement, values: readonly (string | null)[], callback: Done) {
    this.name = name;
    this.text = text;
    this.callback = callback;
    this.values = values;
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    wire.stream.cork();
    try {
      if (wire.parsedStatements[this.name] === undefined) wire.parse(this);
      wire.bind({ statement: this.name, values: this.values });
      wire.execute();
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
  }

  handleDataRow({ fields }: { fields: TextRow }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.callback(error, []);
    this.callback = () => {}; // once is enough
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows);
  }
}

/** Prepares and runs nothing. */
class Preparation extends TextQuery {
  constructor(statement: NamedStatement, callback: Done) {
    super(statement, [], callback);
  }

  override submit(connection: Connection): void {
    const wire = wireOf(connection);
    wire.stream.cork();
    wire.parse(this);
    wire.sync();
    wire.stream.uncork();
  }
}

/** A parameter as text, which the server reads by its type. Of what else there is, nothing is read by. */
export function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('Invalid parameter: expected a text, a number, a boolean or null');
}
