import type { Connection, PoolClient, Submittable } from 'pg';
import { createTimeLimit } from './time-limit.ts';

/** A row as the protocol carries it: the text of each column. */
export type TextRow = (string | null)[];

/** A statement that each connection prepares once, under its name. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** A statement with its parameters. */
export interface Step {
  readonly statement: NamedStatement;
  readonly values: readonly unknown[];
}

/** Runs statements on a connection, and gives the rows as the server writes them. */
export interface Texts {
  read(client: PoolClient, step: Step): Promise<TextRow[]>;
  /**
   * Runs several one after the other and sends them in one go, so that they cost one round trip. Gives the rows of each. After one that fails
   * the rest does not run, and the error is that one's.
   */
  readEach(client: PoolClient, steps: readonly Step[]): Promise<TextRow[][]>;
}

/**
 * Makes what runs them, and waits for so many milliseconds at most. The driver's own way asks the server to describe the rows
 * each time and makes a result of them, which costs a small read as much as the rest of it.
 */
export function createTexts(limitMs: number): Texts {
  const limit = createTimeLimit<TextQuery>(limitMs, (query) => query.handleError(new Error('Query read timeout')));
  const run = (client: PoolClient, steps: readonly Step[]): Promise<TextRow[][]> =>
    new Promise((resolve, reject) => {
      const query = new TextQuery(steps, (error, rows) => {
        limit.end(query);
        if (error) reject(error);
        else resolve(rows);
      });
      limit.begin(query);
      submit(client, query);
    });
  const read = async (client: PoolClient, step: Step): Promise<TextRow[]> => (await run(client, [step]))[0] ?? [];
  return {
    read,
    async readEach(client, steps) {
      if (steps.every(({ statement }) => isPrepared(client, statement))) return run(client, steps);
      const rows = [];
      for (const step of steps) rows.push(await read(client, step)); // the driver notes what is prepared, one statement a query
      return rows;
    },
  };
}

function isPrepared(client: PoolClient, { name }: NamedStatement): boolean {
  const { connection } = client as unknown as { connection: Wire }; // see there
  return connection.parsedStatements[name] !== undefined;
}

/**
 * The driver's own limit is a timer for each query, by which V8 keeps what was read until it looks through all of its memory: a list of 50
 * took half as long again.
 */
function submit(client: PoolClient, query: TextQuery): void {
  const { connectionParameters: own } = client as unknown as { connectionParameters: { query_timeout?: number } }; // its types hide it
  const { query_timeout: usual = 0 } = own;
  own.query_timeout = 0; // which it reads at once
  try {
    client.query(query);
  } finally {
    own.query_timeout = usual;
  }
}

/** What the driver's connection has, and its types leave out or declare as it was before version 7. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  /** The texts that were prepared, by their names; the driver keeps it. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  parse(statement: NamedStatement): void;
  bind(config: { statement: string; values: readonly (string | null)[] }): void;
  execute(): void;
  sync(): void;
}

type Done = (error: Error | null, rows: TextRow[][]) => void;

/** Statements as the driver's client takes a query: it reads `name` and `text` to note what was prepared, of which there is but one. */
export class TextQuery implements Submittable {
  readonly name: string | undefined;
  readonly text: string | undefined;
  readonly steps: readonly { readonly statement: NamedStatement; readonly values: readonly (string | null)[] }[];
  #callback: Done;
  readonly #rows: TextRow[][] = [];
  #current: TextRow[] = [];

  constructor(steps: readonly Step[], callback: Done) {
    const [first] = steps;
    this.name = first?.statement.name;
    this.text = first?.statement.text;
    this.steps = steps.map(({ statement, values }) => ({ statement, values: values.map(textOf) }));
    this.#callback = callback;
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire; // see there
    wire.stream.cork();
    try {
      for (const { statement, values } of this.steps) {
        // Only ever of a statement that comes alone, by whose name the driver notes it.
        if (wire.parsedStatements[statement.name] === undefined) wire.parse(statement);
        wire.bind({ statement: statement.name, values });
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
    this.#callback(error, []);
    this.#callback = () => {}; // once is enough
  }

  handleReadyForQuery(): void {
    this.#callback(null, this.#rows);
  }
}

/** A parameter as text, which the server reads by its type. Of what else there is, nothing is read by. */
function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError('Invalid parameter: expected a text, a number, a boolean or null');
}
