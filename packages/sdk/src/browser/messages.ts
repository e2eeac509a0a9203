import type { Refusal } from '@typedo/contract';
import type { Phase } from '../replica/board.ts';
import type { Outcome } from '../replica/outcomes.ts';
import type { Step } from '../replica/storage.ts';
import { nameFor, sharedVersion } from './names.ts';
import { mostRows, type Kept } from './vault.ts';

/** A step that is kept; null when it is too large for a message, and to be read from where it is kept. */
export interface ToldStep {
  readonly version: number;
  readonly step: Step | null;
}

/** What tabs tell each other. */
export type Message =
  /** A step is about to be kept: a tab that hears no more of it looks for itself, since the writer may have been closed. */
  | { readonly kind: 'writing' }
  | ({ readonly kind: 'step' } & ToldStep)
  /** The server's words on writes, from the tab that leads. */
  | { readonly kind: 'outcomes'; readonly outcomes: readonly (readonly [mutationId: string, outcome: Outcome])[] }
  /** How the tab that leads stands to the server. Also its sign of life, when asked for one. */
  | {
      readonly kind: 'status';
      readonly epoch: string;
      readonly version: number;
      readonly phase: Phase;
      readonly problem: Refusal | null;
    }
  | { readonly kind: 'ask' }
  /** Somebody wants everything read that the server has by now; and it is read, with this version. */
  | { readonly kind: 'round'; readonly id: string }
  | { readonly kind: 'rounded'; readonly id: string; readonly version: number }
  | { readonly kind: 'resume' }
  /** The account is to leave no trace here. */
  | { readonly kind: 'forget' };

/** What the others are told of a step. */
export function stepMessage({ version, step }: Kept): Message {
  const isLarge = step.replaceBase && (step.putRows?.length ?? 0) > mostRows;
  return { kind: 'step', version, step: isLarge ? null : step };
}

/** A line between all tabs that have a replica of one user. */
export class Line {
  readonly #channel: BroadcastChannel;

  constructor(userId: string, hear: (message: Message) => void) {
    this.#channel = new BroadcastChannel(nameFor(userId));
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message & { shared: number }>) => {
      // A tab of another version closes, or this one does; until then neither understands the other, but for this.
      if (data.shared === sharedVersion || data.kind === 'forget') hear(data);
    });
  }

  tell(message: Message): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no target
    this.#channel.postMessage({ ...message, shared: sharedVersion });
  }

  close(): void {
    this.#channel.close();
  }
}
