import pg from 'pg';

/** A row as the protocol carries it: the text of each column. */
export type TextRow = (string | null)[];

export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Connections on which statements follow each other without waiting for answers. */
export interface Lanes {
  /** Runs a statement on the connection with the least to do. Parameters travel as text. */
  run(statement: Statement, values: (string | null)[]): Promise<TextRow[]>;
}

/** Opens that many connections. Times come in UTC. */
export async function openLanes(connectionString: string, count: number): Promise<Lanes> {
  const lanes = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = new pg.Client({ connectionString, pipeline: true, options: '-c timezone=UTC' });
      await client.connect();
      return { client, prepared: new Set<string>(), pending: 0 };
    }),
  );
  const leastBusy = () => lanes.reduce((best, lane) => (lane.pending < best.pending ? lane : best));
  return {
    run: (statement, values) =>
      new Promise((resolve, reject) => {
        const lane = leastBusy();
        lane.pending++;
        const isNew = !lane.prepared.has(statement.name);
        lane.prepared.add(statement.name);
        lane.client.query(
          new TextQuery(statement, values, isNew, (error, rows) => {
            lane.pending--;
            if (error) reject(error);
            else resolve(rows);
          }),
        );
      }),
  };
}

/** What the driver's connection has and its types leave out: the form of its calls since version 7. */
interface Wire {
  stream: { cork(): void; uncork(): void };
  parse(statement: Statement): void;
  bind(config: { statement: string; values: (string | null)[] }): void;
  execute(): void;
  sync(): void;
}

/**
 * A query of the driver's own kind that asks for no description of the rows and parses none of their values; the driver's own does both for
 * each call.
 */
class TextQuery implements pg.Submittable {
  readonly #rows: TextRow[] = [];
  #error: Error | null = null;
  readonly #statement: Statement;
  readonly #values: (string | null)[];
  readonly #isNew: boolean;
  readonly #done: (error: Error | null, rows: TextRow[]) => void;

  constructor(
    statement: Statement,
    values: (string | null)[],
    isNew: boolean,
    done: (error: Error | null, rows: TextRow[]) => void,
  ) {
    this.#statement = statement;
    this.#values = values;
    this.#isNew = isNew;
    this.#done = done;
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as Wire; // see there
    wire.stream.cork();
    if (this.#isNew) wire.parse(this.#statement);
    wire.bind({ statement: this.#statement.name, values: this.#values });
    wire.execute();
    wire.sync();
    wire.stream.uncork();
  }

  handleDataRow({ fields }: { fields: TextRow }): void {
    this.#rows.push(fields);
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#done(error, []);
  }

  handleReadyForQuery(): void {
    if (!this.#error) this.#done(null, this.#rows);
  }

  handleCommandComplete(): void {}
}
