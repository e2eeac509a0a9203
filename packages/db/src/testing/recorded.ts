import type { QueryConfig } from 'pg';
import { TextQuery } from '../connect/text-query.postgres.ts';
import type { Database } from '../database.ts';

/** A statement that was sent to a database, with the values that it binds. */
export interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Whether PostgreSQL keeps it prepared, and may come to answer it by one plan whatever the values are. */
  readonly named: boolean;
}

/** What was sent while something was done, each text once; what only begins or ends a transaction is left out. */
export interface Recorder {
  during(work: () => unknown): Promise<Sent[]>;
}

/** Listens to all that goes to a database from now on, whoever sends it. */
export function recordStatements(database: Database): Recorder {
  const heard = new Map<string, Sent>();
  const hear = (sent: Sent) => {
    if (!/^\s*(begin|start|commit|rollback|savepoint|release|set|explain|pragma)\b/i.test(sent.sql))
      heard.set(sent.sql, sent);
  };
  if (database.dialect === 'sqlite') listenToSqlite(database, hear);
  else listenToPool(database, hear);
  return {
    async during(work) {
      heard.clear();
      await work();
      return [...heard.values()];
    },
  };
}

type Hear = (sent: Sent) => void;

/** A statement that is kept is prepared once only, so it is heard each time that it runs. The plan does not depend on values. */
function listenToSqlite(database: Database & { dialect: 'sqlite' }, hear: Hear): void {
  const { writer } = database;
  const prepare = writer.prepare.bind(writer);
  // The same function, but that what it makes is listened to.
  writer.prepare = ((sql: string) => {
    const statement = prepare(sql);
    for (const name of ['all', 'get', 'run', 'iterate'] as const) {
      const run = statement[name].bind(statement) as (...parameters: unknown[]) => unknown; // whatever it gives is passed on
      Object.assign(statement, {
        [name]: (...parameters: unknown[]) => {
          hear({ sql, parameters, named: false });
          return run(...parameters);
        },
      });
    }
    return statement;
  }) as typeof writer.prepare;
}

function listenToPool({ pool }: Database & { dialect: 'postgresql' }, hear: Hear): void {
  const known = new WeakSet();
  pool.on('acquire', (client) => {
    if (known.has(client)) return;
    known.add(client);
    const query = client.query.bind(client) as (...given: unknown[]) => unknown; // of its many forms, all are passed on
    Object.assign(client, {
      query: (...given: unknown[]) => {
        const [first, second] = given;
        // A text and its values, or both in one object: nobody here uses another form.
        if (typeof first === 'string')
          hear({ sql: first, parameters: Array.isArray(second) ? second : [], named: false });
        else if (first instanceof TextQuery)
          for (const { statement, values } of first.steps)
            hear({ sql: statement.text, parameters: values, named: true });
        else {
          const { text, values = [], name } = first as QueryConfig; // the other of the two
          hear({ sql: text, parameters: values, named: name !== undefined });
        }
        return query(...given);
      },
    });
  });
}
