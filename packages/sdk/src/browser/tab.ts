import type { Typedo } from '../client.ts';
import { Bell } from '../replica/bell.ts';
import { Board } from '../replica/board.ts';
import { Face } from '../replica/face.ts';
import { Keeper } from '../replica/keeper.ts';
import { Outcomes } from '../replica/outcomes.ts';
import { Owner } from '../replica/owner.ts';
import type { Replica } from '../replica/replica.ts';
import type { LoopPauses } from '../replica/repeat.ts';
import { Fenced, type Step, type Stored } from '../replica/storage.ts';
import { Leader } from './leader.ts';
import { Leadership } from './leadership.ts';
import { Line, stepMessage, type Message } from './messages.ts';
import { openVault } from './open-vault.ts';
import { Rounds } from './rounds.ts';
import { Sequence } from './sequence.ts';
import type { Kept, Vault } from './vault.ts';

interface Parts {
  readonly typedo: Typedo;
  readonly userId: string;
  readonly clock: () => number;
  readonly pauses?: LoopPauses;
}

/** A replica in one tab of a browser: it shows what all tabs keep, and speaks with the server while it leads. */
export class Tab {
  readonly replica: Replica;
  readonly #parts: Parts;
  readonly #bell = new Bell();
  readonly #board = new Board();
  readonly #outcomes = new Outcomes();
  readonly #keeper: Keeper;
  readonly #sequence: Sequence;
  readonly #line: Line;
  readonly #leadership: Leadership;
  readonly #rounds: Rounds;
  readonly #leader: Leader;
  readonly #face: Face;
  #vault: Vault | null = null;
  /** The epoch of another tab that leads, as it was heard. */
  #heard: string | null = null;
  #loadedVersion = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const owner = new Owner(parts.userId);
    const shared = {
      load: () => this.#load(),
      commit: (step: Step) => this.#commit(step),
      write: (step: Step) => this.#write(step),
    };
    this.#keeper = new Keeper(shared, this.#board, () => this.#bell.ring('op'), shared);
    this.#sequence = new Sequence({
      load: () => this.#opened().load(),
      version: () => this.#opened().version(),
      take: (step) => {
        this.#vault?.note(step);
        this.#keeper.take(step);
      },
      replace: (held, isLost) => {
        this.#keeper.replace(held);
        this.#outcomes.infer(this.#keeper, isLost);
      },
    });
    this.#line = new Line(parts.userId, (message) => this.#hear(message));
    this.#rounds = new Rounds(this.#board, this.#sequence, (message) => this.#tell(message));
    this.#leader = new Leader({
      typedo: parts.typedo,
      pauses: parts.pauses,
      keeper: this.#keeper,
      board: this.#board,
      bell: this.#bell,
      owner,
      outcomes: this.#outcomes,
      sequence: this.#sequence,
      rounds: this.#rounds,
      tell: (message) => this.#tell(message),
    });
    this.#leadership = new Leadership({
      userId: parts.userId,
      lead: (signal) => this.#leader.run(this.#opened(), signal),
      ask: () => this.#tell({ kind: 'ask' }),
    });
    this.#face = new Face({
      keeper: this.#keeper,
      board: this.#board,
      owner,
      outcomes: this.#outcomes,
      clock: parts.clock,
      load: async (check) => {
        await this.#keeper.load(check);
        this.#sequence.start(this.#loadedVersion);
      },
      run: (closing) => this.#run(closing),
      askRound: (signal) => this.#rounds.ask(signal),
      resume: () => {
        this.#bell.ring('resume');
        this.#tell({ kind: 'resume' });
      },
      stop: () => this.#stop(),
    });
    this.replica = this.#face.replica;
  }

  async #load(): Promise<Stored> {
    const { vault, held } = await openVault(this.#parts.userId, {
      onTaken: (isDeleted) => this.#end(isDeleted ? 'The account was removed from this browser' : outdated, isDeleted),
      onLost: () => {
        this.#leadership.stop();
        this.#sequence.restart();
      },
    });
    if (this.#sequence.isOver) vault.close();
    this.#vault = vault;
    if (vault.kind === 'memory') this.#sequence.drop(); // it was not of this vault
    this.#board.show({ tab: { leads: false, storage: vault.kind } });
    this.#loadedVersion = held.version;
    return held;
  }

  async #write(step: Step): Promise<void> {
    this.#tell({ kind: 'writing' });
    await this.#keep(await this.#opened().write(step));
  }

  async #commit(step: Step): Promise<void> {
    try {
      const { epoch } = this.#leader;
      if (epoch === null) throw new Fenced('This tab does not lead');
      await this.#keep(await this.#opened().commit(step, epoch));
    } catch (error) {
      if (error instanceof Fenced) this.#leadership.stop();
      throw error;
    }
  }

  async #keep(kept: Kept): Promise<void> {
    this.#tell(stepMessage(kept));
    await this.#sequence.arrive(kept);
  }

  async #run(closing: AbortSignal): Promise<void> {
    const look = () => this.#sequence.checkSoon();
    // A tab that the browser had put to sleep may have missed something.
    globalThis.addEventListener('visibilitychange', look);
    this.#tell({ kind: 'ask' });
    if (this.#vault?.kind === 'memory') await this.#leader.run(this.#vault, closing);
    else await this.#leadership.run(closing);
    globalThis.removeEventListener('visibilitychange', look);
  }

  #hear(message: Message): void {
    // Who keeps nothing shares nothing, but is forgotten with the rest.
    if (this.#vault?.kind === 'memory' && message.kind !== 'forget') return;
    switch (message.kind) {
      case 'writing':
        return this.#sequence.checkSoon();
      case 'step':
        return void this.#sequence.arrive(message);
      case 'outcomes':
        for (const [mutationId, outcome] of message.outcomes) this.#outcomes.tell(mutationId, outcome);
        return;
      case 'status':
        return this.#hearStatus(message);
      case 'ask':
        return this.#leader.tellStatus();
      case 'round':
        return this.#rounds.hearAsked(message.id);
      case 'rounded':
        return this.#rounds.hearDone(message);
      case 'resume':
        return this.#bell.ring('resume');
      case 'forget':
        return this.#end('The account was removed from this browser', true);
    }
  }

  #hearStatus({ epoch, version, phase, problem }: Message & { kind: 'status' }): void {
    this.#leadership.hear();
    if (this.#leader.epoch !== null) return; // this tab leads as well, or nobody does any more: its next step tells
    if (this.#keeper.model.isComplete || phase !== 'syncing')
      this.#board.show({ phase, readProblem: problem, pushProblem: null });
    if (version > this.#sequence.version) this.#sequence.checkSoon();
    if (epoch === this.#heard) return;
    this.#heard = epoch;
    this.#rounds.follow();
    this.#outcomes.infer(this.#keeper); // who led before may have been closed before it told them
  }

  #tell(message: Message): void {
    if (!this.#sequence.isOver && this.#vault?.kind !== 'memory') this.#line.tell(message);
  }

  #opened(): Vault {
    if (this.#vault) return this.#vault;
    throw new Error('The storage is not open yet');
  }

  /** Ends the replica for a reason that is not this tab's. */
  #end(reason: string, isForgotten: boolean): void {
    // What is not shown by now never is, and nothing waits for it.
    this.#sequence.end();
    const error = new Error(reason);
    const clear = () => this.#keeper.take({ replaceBase: true, removeOps: this.#keeper.model.opIds() });
    const closing = this.#face.close(error);
    this.#vault?.close();
    if (isForgotten) clear();
    // A write that the closed vault does not take puts back what it was to replace.
    void closing.then(() => (isForgotten ? clear() : this.#board.show({ storageError: error })));
  }

  #stop(): void {
    this.#sequence.end();
    this.#line.close();
    this.#vault?.close();
  }
}

const outdated = 'Another tab has a newer version of this program: load the page anew';
