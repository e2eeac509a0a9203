import type { Refusal } from '@typedo/contract';

/**
 * How a replica stands to the server. `loading`: what is on the device is not complete yet; `offline`: the server does not answer, and is
 * asked again; `syncing`: it answers; `live`: every change comes at once; `signedOut`: the session or key is not valid any more, writes are
 * kept; `closed`: it was closed or forgotten, a newer version of the program took over, or its storage could not be read.
 */
export type Phase = 'loading' | 'offline' | 'syncing' | 'live' | 'signedOut' | 'closed';

/** The state of a replica, as a whole. A new object whenever something of it changes. */
export interface ReplicaStatus {
  readonly phase: Phase;
  /** Writes that the server has not answered yet. */
  readonly pending: number;
  /** Why the server takes no writes or lets nothing be read, when it told a reason that repeating does not mend soon. */
  readonly problem: Refusal | null;
  /** Why the device could not keep something; null again when it keeps things. */
  readonly storageError: Error | null;
  /** How this tab stands to the others; only there when tabs share the replica. */
  readonly tab?: TabStatus;
}

/** One tab of a browser among those that share a replica. */
export interface TabStatus {
  /** Whether it is the one that speaks with the server, for all. */
  readonly leads: boolean;
  /** `memory`: this browser keeps nothing for us (site data is blocked, there is no space): what the server has not got is lost with the tab. */
  readonly storage: 'device' | 'memory';
}

/** Told after each change, with the ids of the tasks that look different now; none when something else changed. */
export type Listener = (ids: ReadonlySet<string>) => void;

interface State {
  phase: Phase;
  pending: number;
  readProblem: Refusal | null;
  pushProblem: Refusal | null;
  storageError: Error | null;
  tab?: TabStatus;
}

const nobody: ReadonlySet<string> = new Set();

/** What a replica shows of itself, and who looks at it. */
export class Board {
  status: ReplicaStatus = { phase: 'loading', pending: 0, problem: null, storageError: null };
  #state: State = { phase: 'loading', pending: 0, readProblem: null, pushProblem: null, storageError: null };
  readonly #listeners = new Set<Listener>();
  readonly #checks = new Set<() => void>();

  /** Calls a listener after each change, until the function that it gives is called. */
  subscribe(listener: Listener): () => void {
    const own: Listener = (ids) => listener(ids); // one that is subscribed twice is two
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** Shows a new state, and which tasks look different; `anyway` when something changed that is neither. */
  show(change: Partial<State>, ids: ReadonlySet<string> = nobody, anyway = false): void {
    const { readProblem, pushProblem, ...state } = (this.#state = { ...this.#state, ...change });
    const next = { ...state, problem: readProblem ?? pushProblem };
    const before = this.status;
    const same =
      next.phase === before.phase &&
      next.pending === before.pending &&
      next.problem === before.problem &&
      next.storageError === before.storageError &&
      next.tab === before.tab;
    if (!same) this.status = next;
    if (!same || anyway || ids.size > 0) for (const listener of this.#listeners) tell(listener, ids);
    for (const check of this.#checks) check();
  }

  /** Resolves when the condition holds; it is looked at whenever something may have changed. Rejects with the signal's reason. */
  async until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = () => {
      if (condition()) resolve();
    };
    const give = () => reject(signal.reason as Error); // an error, unless who aborted named something else
    this.#checks.add(check);
    signal.addEventListener('abort', give);
    try {
      if (signal.aborted) give();
      check();
      await promise;
    } finally {
      this.#checks.delete(check);
      signal.removeEventListener('abort', give);
    }
  }
}

/** A listener that throws is heard of, but does not keep the others from hearing. */
function tell(listener: Listener, ids: ReadonlySet<string>): void {
  try {
    listener(ids);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
