import { useLayoutEffect, useRef } from 'react';
import { focusNeighbour } from './focus.ts';
import type { PlacedRow } from './sections.ts';
import { TaskEditor } from './task-editor.tsx';
import { TaskLine } from './task-line.tsx';
import { Trouble } from './trouble.tsx';
import { titleId } from './actions.ts';

/** A task in the list: read, or edited in place, and below it what went wrong with its last change. */
export function TaskItem({ row }: { row: PlacedRow }) {
  const item = useRef<HTMLLIElement>(null);
  const { task, hold, fresh } = row;
  const editing = hold?.why === 'editing';
  const leaving = hold?.why === 'leaving';
  const wasEditing = useRef(editing);

  useLayoutEffect(() => {
    if (leaving && item.current) focusNeighbour(item.current);
  }, [leaving]);

  useLayoutEffect(() => {
    // The editor took the focus with it.
    if (wasEditing.current && !editing && !leaving) document.getElementById(titleId(task.id))?.focus();
    wasEditing.current = editing;
  }, [editing, leaving, task.id]);

  return (
    <li
      ref={item}
      className="row"
      data-new={fresh ? '' : undefined}
      data-leaving={leaving ? '' : undefined}
      inert={leaving}
    >
      <div>
        {editing ? <TaskEditor before={hold.task} section={row.section} /> : <TaskLine row={row} />}
        {row.refused && !editing && <Trouble task={task} write={row.refused} />}
      </div>
    </li>
  );
}
