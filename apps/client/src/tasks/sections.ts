import { subject } from './op.ts';
import type { TaskRow } from './use-tasks.ts';
import type { Hold, Section } from './use-holds.ts';

/** A row in its place. */
export interface PlacedRow extends TaskRow {
  readonly section: Section;
  readonly hold: Hold | undefined;
}

/** Puts the rows into their sections and in order: open ones by age, the newest first, done ones by what was last touched. */
export function place(rows: readonly TaskRow[], holds: ReadonlyMap<string, Hold>): Record<Section, PlacedRow[]> {
  const shown = new Set(rows.map(({ task }) => task.id));
  const kept: TaskRow[] = [];
  for (const { task, why } of holds.values()) {
    if (why !== 'checked' && !shown.has(task.id)) kept.push({ task, fresh: false, waiting: false, refused: null });
  }
  const placed = [...rows, ...kept].map((row): PlacedRow => {
    const hold = holds.get(row.task.id);
    // What was refused is told where the person did it, not where the task went meanwhile: that can be folded away.
    const { complete } = row.refused ? subject(row.refused.op) : row.task;
    return { ...row, hold, section: hold?.section ?? (complete ? 'done' : 'open') };
  });
  return {
    open: placed.filter(({ section }) => section === 'open').toSorted(newestFirst),
    done: placed.filter(({ section }) => section === 'done').toSorted(lastTouchedFirst),
  };
}

/** What is not confirmed is the newest, whatever the clock of this machine says. */
function newestFirst(a: PlacedRow, b: PlacedRow): number {
  if (a.fresh !== b.fresh) return a.fresh ? -1 : 1;
  return descending(a.task.createdAt + a.task.id, b.task.createdAt + b.task.id);
}

function lastTouchedFirst(a: PlacedRow, b: PlacedRow): number {
  // A row that is edited, checked or leaving stays where it was.
  const at = ({ hold, task }: PlacedRow) => (hold?.task ?? task).updatedAt + task.id;
  return descending(at(a), at(b));
}

function descending(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
