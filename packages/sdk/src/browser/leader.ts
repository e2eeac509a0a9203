import { newId } from '@typedo/contract';
import { Engine, type EngineParts } from '../replica/engine.ts';
import type { Outcome, Outcomes } from '../replica/outcomes.ts';
import type { Message } from './messages.ts';
import type { Rounds } from './rounds.ts';
import type { Sequence } from './sequence.ts';
import type { Vault } from './vault.ts';

interface Parts extends EngineParts {
  readonly outcomes: Outcomes;
  readonly sequence: Sequence;
  readonly rounds: Rounds;
  readonly tell: (message: Message) => void;
}

/** What a tab does while it leads: it speaks with the server, and tells the others what it hears. */
export class Leader {
  readonly #parts: Parts;
  #epoch: string | null = null;
  #told: [mutationId: string, outcome: Outcome][] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Names this time of leading; null while this tab does not lead. */
  get epoch(): string | null {
    return this.#epoch;
  }

  /** Leads until the signal is aborted. Rejects when the device could not be written to at the beginning. */
  async run(vault: Vault, signal: AbortSignal): Promise<void> {
    const { sequence, rounds, board, outcomes, ...parts } = this.#parts;
    const epoch = newId();
    await vault.begin(epoch);
    // From here on nobody else keeps what the server says.
    await sequence.catchUp();
    if (signal.aborted) return;
    outcomes.infer(parts.keeper); // who led before may have been closed before it told them
    this.#epoch = epoch;
    const tell = (mutationId: string, outcome: Outcome) => {
      outcomes.tell(mutationId, outcome);
      this.#tellOutcome(mutationId, outcome);
    };
    const engine = new Engine({ ...parts, board, outcomes: { tell } });
    board.show({ tab: { leads: true, storage: vault.kind } });
    let { phase, problem } = board.status;
    const stop = board.subscribe(() => {
      if (phase === board.status.phase && problem === board.status.problem) return;
      ({ phase, problem } = board.status);
      this.tellStatus();
    });
    rounds.lead(engine.reader, signal);
    this.tellStatus();
    await engine.run(signal);
    stop();
    this.#epoch = null;
    rounds.follow();
    board.show({ tab: { leads: false, storage: vault.kind } });
    sequence.checkSoon();
  }

  /** Tells the others how this tab stands to the server, if it leads. */
  tellStatus(): void {
    const { board, sequence, tell } = this.#parts;
    if (this.#epoch === null) return;
    const { phase, problem } = board.status;
    tell({ kind: 'status', epoch: this.#epoch, version: sequence.version, phase, problem });
  }

  /** Those of one push are told at once. */
  #tellOutcome(mutationId: string, outcome: Outcome): void {
    if (this.#told.length === 0)
      queueMicrotask(() => this.#parts.tell({ kind: 'outcomes', outcomes: this.#told.splice(0) }));
    this.#told.push([mutationId, outcome]);
  }
}
