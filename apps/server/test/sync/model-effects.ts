import type { Task } from '@typedo/contract';
import type { outcomesOf, StoredChange } from './stored.ts';

/** What a write does: its text is found in the history once; a check or a move can only be counted. */
export type Effect = { readonly text: string } | 'check' | 'uncheck' | 'delete' | 'restore';

/** A write that a program meant. */
export interface Meant {
  readonly who: number;
  readonly mutationId: string;
  readonly id: string;
  readonly effect: Effect;
}

/** What is there after everything came to rest. */
interface AtRest {
  readonly history: readonly StoredChange[];
  readonly tasks: ReadonlyMap<string, Task>;
  readonly outcomes: Awaited<ReturnType<typeof outcomesOf>>;
  /** The mutation ids of what the programs show as refused. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Compares what the programs meant with what is there. Each write has an outcome that does what it meant, or is refused and shown so;
 * its text is in the history once, or not at all when it was refused; the texts of one program on one task are in its order; and there are no
 * more moves and checks than were meant.
 */
export function faultsOf(meant: readonly Meant[], rest: AtRest) {
  const faults = { lost: 0, doubled: 0, outOfOrder: 0 };
  const places = placesOf(rest.history);
  const last = new Map<string, number>();
  for (const { who, mutationId, id, effect } of meant) {
    const outcome = rest.outcomes.get(mutationId);
    const isRefused = rest.refused.has(mutationId);
    if (!outcome || isRefused !== (outcome.refusal !== undefined) || !did(outcome.tasks?.[0], effect)) faults.lost++;
    if (typeof effect === 'string') continue;
    const found = places.get(effect.text) ?? [];
    const expected = isRefused ? 0 : 1;
    faults.lost += Math.max(0, expected - found.length);
    faults.doubled += Math.max(0, found.length - expected);
    const [place = Infinity] = found;
    const key = `${who} ${id}`;
    if (place < (last.get(key) ?? 0)) faults.outOfOrder++;
    if (place !== Infinity) last.set(key, place);
  }
  const applied = meant.filter(({ mutationId }) => !rest.refused.has(mutationId));
  faults.doubled += tooMany(rest.history, applied);
  faults.lost += undone(rest.tasks, applied);
  return faults;
}

/** Whether the task, as a write left it, is what the write meant; whether it is in the trash the outcome does not say. */
function did(task: Task | undefined, effect: Effect): boolean {
  if (!task || effect === 'delete' || effect === 'restore') return true;
  if (typeof effect === 'string') return task.complete === (effect === 'check');
  return [task.title, task.description].includes(effect.text);
}

/** The seqs at which each text came into the history. */
function placesOf(history: readonly StoredChange[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const { seq, after } of history)
    for (const text of [after.title, after.description]) if (text) places.set(text, [...(places.get(text) ?? []), seq]);
  return places;
}

/** Moves and checks of the history that nobody meant. One that changed nothing is not in there, so there may be fewer. */
function tooMany(history: readonly StoredChange[], applied: readonly Meant[]): number {
  const left = new Map<string, number>();
  for (const { id, effect } of applied) {
    if (typeof effect !== 'string') continue;
    const key = `${id} ${effect}`;
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  let count = 0;
  for (const change of history) {
    const move = moveOf(change);
    if (move === null) continue;
    const key = `${change.taskId} ${move}`;
    if ((left.get(key) ?? 0) === 0) count++;
    left.set(key, (left.get(key) ?? 0) - 1);
  }
  return count;
}

function moveOf({ kind, after }: StoredChange): Exclude<Effect, object> | null {
  if (kind === 'delete' || kind === 'restore') return kind;
  if (kind !== 'update' || after.complete === undefined) return null;
  return after.complete ? 'check' : 'uncheck';
}

/** Tasks that are not as everybody who moved or checked them meant: where nobody meant the opposite there is but one end. */
function undone(tasks: ReadonlyMap<string, Task>, applied: readonly Meant[]): number {
  let count = 0;
  for (const [id, writes] of Map.groupBy(applied, ({ id }) => id)) {
    const means = (effect: Effect) => writes.some((write) => write.effect === effect);
    const task = tasks.get(id);
    if (means('delete') && !means('restore') && task) count++;
    if (!means('delete') && !task) count++;
    if (task && means('check') && !means('uncheck') && !task.complete) count++;
    if (task && !means('check') && task.complete) count++;
  }
  return count;
}
