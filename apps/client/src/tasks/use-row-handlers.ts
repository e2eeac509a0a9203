import type { Task } from '@typedo/sdk';
import { useLayoutEffect, useMemo, useRef } from 'react';
import type { TaskActions } from './actions.ts';
import type { RowHandlers } from './task-row.tsx';
import type { Cursor } from './use-cursor.ts';

interface Board {
  readonly actions: TaskActions;
  readonly cursor: Cursor;
  readonly isTrash: boolean;
  hold(tasks: readonly Task[]): void;
  edit(task: Task | null): void;
  details(task: Task): void;
}

/** What rows can ask for, always by the same functions: a row is drawn anew only when something of it changed. */
export function useRowHandlers(board: Board): RowHandlers {
  const latest = useRef(board);
  useLayoutEffect(() => {
    latest.current = board;
  });
  return useMemo(
    (): RowHandlers => ({
      check(task, complete) {
        latest.current.hold([task]);
        latest.current.actions.complete([task], complete);
      },
      press(task, event) {
        const { cursor, edit, isTrash } = latest.current;
        if (event.shiftKey) cursor.extendTo(task.id);
        else if (event.ctrlKey || event.metaKey || cursor.selected.size > 0 || isTrash) cursor.toggle(task.id);
        else edit(task);
      },
      select: (task) => latest.current.cursor.toggle(task.id),
      details: (task) => latest.current.details(task),
      remove(task) {
        latest.current.edit(null);
        latest.current.actions.remove([task]);
      },
      restore: (task) => latest.current.actions.restore([task]),
      save(task, patch) {
        latest.current.edit(null);
        latest.current.actions.save(task, patch);
      },
      stopEditing: () => latest.current.edit(null),
    }),
    [],
  );
}
