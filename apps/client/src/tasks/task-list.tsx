import type { PlacedRow } from './sections.ts';
import { TaskItem } from './task-item.tsx';

/** One section's tasks. */
export function TaskList({ label, rows }: { label: string; rows: readonly PlacedRow[] }) {
  return (
    <ul aria-label={label} className="-mx-2 mt-3">
      {rows.map((row) => (
        <TaskItem key={row.task.id} row={row} />
      ))}
    </ul>
  );
}
