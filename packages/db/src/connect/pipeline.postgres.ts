import type { Connection, PoolClient, Submittable } from 'pg';
import { prepared, textOf, wireOf, type NamedStatement, type TextRow } from './text-query.postgres.ts';

/** A statement with its parameters. */
export interface Step {
  readonly statement: NamedStatement;
  readonly values: readonly unknown[];
}

/**
 * Runs statements one after the other and sends them in one go, so that they cost one round trip. Gives the rows of each. After one that
 * fails the rest does not run, and the error is that one's.
 */
export async function readTextsOf(client: PoolClient, steps: readonly Step[]): Promise<TextRow[][]> {
  for (const { statement } of steps) await prepared(client, statement);
  return new Promise((resolve, reject) => {
    client.query(
      new Pipeline(steps, (error, rows) => {
        if (error) reject(error);
        else resolve(rows);
      }),
    );
  });
}

type Done = (error: Error | null, rows: TextRow[][]) => void;

/** Statements as the driver's client takes a query: it replaces `callback` to limit the wait. */
export class Pipeline implements Submittable {
  readonly steps: readonly Step[];
  callback: Done;
  readonly #rows: TextRow[][] = [];
  #current: TextRow[] = [];

  constructor(steps: readonly Step[], callback: Done) {
    this.steps = steps;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    wire.stream.cork();
    try {
      for (const { statement, values } of this.steps) {
        wire.bind({ statement: statement.name, values: values.map(textOf) });
        wire.execute();
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
  }

  handleDataRow({ fields }: { fields: TextRow }): void {
    this.#current.push(fields);
  }

  handleCommandComplete(): void {
    this.#rows.push(this.#current);
    this.#current = [];
  }

  handleError(error: Error): void {
    this.callback(error, []);
    this.callback = () => {}; // once is enough
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows);
  }
}
