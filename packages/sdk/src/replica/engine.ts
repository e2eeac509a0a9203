import { whenOnline } from '../pauses.ts';
import type { Bell } from './bell.ts';
import { Puller } from './puller.ts';
import { Pusher, type PusherParts } from './pusher.ts';
import { Reader } from './reader.ts';
import type { LoopPauses } from './repeat.ts';

/** What an engine is made of. */
export interface EngineParts extends Omit<PusherParts, 'reader' | 'pauses'> {
  readonly pauses?: LoopPauses | undefined;
}

const defaultPauses = { first: 300, longest: 10_000, slow: 60_000 };

/** What speaks with the server: it reads and pushes. */
export class Engine {
  readonly reader: Reader;
  readonly #pusher: Pusher;
  readonly #bell: Bell;

  constructor({ pauses = defaultPauses, ...parts }: EngineParts) {
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
