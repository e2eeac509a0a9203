import type { Settings } from './program.ts';

/** One call that the bench makes. What it means is the same for every contender; how it travels is its protocol's. */
export type Call =
  /** Who calls: answered from the credential alone, without a row of a task. */
  | { readonly name: 'ping' }
  /** The newest tasks. */
  | { readonly name: 'list'; readonly limit: number }
  /** The newest tasks with this part in their title or description, in whatever case. */
  | { readonly name: 'search'; readonly search: string; readonly limit: number }
  | { readonly name: 'byId'; readonly id: string }
  /** Several tasks by their ids in one HTTP request. */
  | { readonly name: 'batch'; readonly ids: readonly string[] }
  | { readonly name: 'create'; readonly title: string; readonly description: string | null }
  | { readonly name: 'update'; readonly id: string; readonly title: string }
  /** New tasks, in one HTTP request and one transaction. */
  | { readonly name: 'push'; readonly tasks: readonly { id: string; title: string; description: string | null }[] }
  /** The first rows of all that there are. */
  | { readonly name: 'pull'; readonly limit: number };

/** An HTTP request, but for its host and credential. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** More headers than the credential and those of the body, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

/** How a contender is asked, and what of its answer is the content. */
export interface Protocol {
  /** The request that makes a call; null when the contender has no such call. */
  request(call: Call): HttpRequest | null;
  /**
   * The content of the answer's body, without the protocol's envelope: for ping `{ userId, kind, scopes }`, for list and search
   * `{ tasks, nextCursor }`, for byId, create and update the task, for batch, push and pull the tasks.
   */
  content(call: Call, body: string): unknown;
}

/** A program that answers the calls over HTTP. */
export interface Contender {
  /** In files and options, as `trpc-drizzle`. */
  readonly name: string;
  /** As people read it. */
  readonly title: string;
  readonly kind: 'ours' | 'ceiling' | 'peer';
  /** Whose tables it works on: Typedo's, or the ordinary ones of `peer-tables.ts`. */
  readonly tables: 'typedo' | 'peer';
  /** The program's file. It reads PORT (0 for any) and DATABASE_URL (sqlite:path or postgres://), and prints `ready PORT` when it listens. */
  readonly program: string;
  readonly protocol: Protocol;
  /** For a program that is started in its own way, as our server is. */
  readonly start?: {
    /** Its settings, in place of PORT and DATABASE_URL. */
    readonly environment: (settings: Settings) => Readonly<Record<string, string>>;
    /** Reads the port from one of the lines that it prints; null for any other line. */
    readonly portOf: (line: string) => number | null;
  };
}
