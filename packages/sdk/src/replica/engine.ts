import type { Typedo } from '../client.ts';
import { whenOnline } from '../pauses.ts';
import type { Bell } from './bell.ts';
import type { Board } from './board.ts';
import type { Keeper } from './keeper.ts';
import type { Outcomes } from './outcomes.ts';
import type { Owner } from './owner.ts';
import { Puller } from './puller.ts';
import { Pusher } from './pusher.ts';
import { Reader } from './reader.ts';
import type { LoopPauses } from './repeat.ts';

interface Parts {
  readonly typedo: Typedo;
  readonly keeper: Keeper;
  readonly board: Board;
  readonly bell: Bell;
  readonly owner: Owner;
  readonly outcomes: Pick<Outcomes, 'tell'>;
  readonly pauses?: LoopPauses | undefined;
}

const defaultPauses = { first: 300, longest: 10_000, slow: 60_000 };

/** What speaks with the server: it reads and pushes. */
export class Engine {
  readonly reader: Reader;
  readonly #pusher: Pusher;
  readonly #bell: Bell;

  constructor({ pauses = defaultPauses, ...parts }: Parts) {
    const puller = new Puller(parts.typedo, parts.keeper, parts.owner);
    this.reader = new Reader({ ...parts, puller, pauses });
    this.#pusher = new Pusher({ ...parts, reader: this.reader, pauses });
    this.#bell = parts.bell;
  }

  /** Runs until the signal is aborted. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    // The network may be another one now, over which nothing that is under way will ever come.
    const forget = whenOnline(() => this.#bell.ring('resume'));
    await Promise.all([this.reader.run(signal), this.#pusher.run(signal)]);
    forget();
  }
}
