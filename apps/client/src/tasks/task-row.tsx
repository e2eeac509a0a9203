import type { Patch, Task } from '@typedo/sdk';
import { memo, Suspense, useEffect, type MouseEvent, type RefCallback } from 'react';
import { lazyPart } from '../app/lazy-part.ts';
import { texts } from '../texts.ts';
import { IconButton } from '../ui/button.tsx';
import { DetailsIcon, RestoreIcon, TrashIcon } from '../ui/icons.tsx';
import { selectedId, titleId } from './row-parts.ts';

/** What a task is edited in; its code comes when the page has a quiet moment. */
export const TaskEditor = lazyPart(() => import('./task-editor.tsx'), 'TaskEditor', NoEditor);

/** What a row can ask for. They stay the same, so that only rows that changed are drawn anew. */
export interface RowHandlers {
  check(task: Task, complete: boolean): void;
  /** The title was pressed: with a key held down that selects, or to open it. */
  press(task: Task, event: MouseEvent): void;
  select(task: Task): void;
  details(task: Task): void;
  remove(task: Task): void;
  restore(task: Task): void;
  save(task: Task, patch: Patch): void;
  stopEditing(): void;
}

interface RowProps {
  task: Task;
  kind: 'live' | 'trash';
  index: number;
  total: number;
  top: number;
  measure: RefCallback<HTMLElement>;
  isCurrent: boolean;
  isSelected: boolean;
  /** The task as it was when its editing began; null while it is read. */
  edited: Task | null;
  handlers: RowHandlers;
}

/** A task in the list: its circle, its texts, and on approach what else can be done. Tab stops in the current row alone. */
export const TaskRow = memo(function TaskRow(props: RowProps) {
  const { task, kind, index, total, top, measure, isCurrent, isSelected, edited, handlers } = props;
  return (
    <li
      ref={measure}
      data-row={task.id}
      data-selected={isSelected ? '' : undefined}
      aria-posinset={index + 1}
      aria-setsize={total}
      className="task-row absolute inset-x-0 top-0"
      style={{ transform: `translateY(${String(top)}px)` }}
    >
      {edited ? (
        <Suspense fallback={<Line {...props} />}>
          <TaskEditor
            before={edited}
            onSave={(patch) => handlers.save(edited, patch)}
            onStop={handlers.stopEditing}
            onDelete={() => handlers.remove(task)}
          />
        </Suspense>
      ) : (
        <Line task={task} kind={kind} isCurrent={isCurrent} isSelected={isSelected} handlers={handlers} />
      )}
    </li>
  );
});

type LineProps = Pick<RowProps, 'task' | 'kind' | 'isCurrent' | 'isSelected' | 'handlers'>;

function Line({ task, kind, isCurrent, isSelected, handlers }: LineProps) {
  const tabIndex = isCurrent ? 0 : -1;
  const isTrash = kind === 'trash';
  const move = isTrash
    ? { label: texts.tasks.restore(task.title), run: handlers.restore, Icon: RestoreIcon }
    : { label: texts.tasks.delete(task.title), run: handlers.remove, Icon: TrashIcon };
  return (
    <div
      className={`group relative flex items-start rounded-lg ps-2 pe-1 ${isSelected ? 'bg-accent-soft' : 'hover:bg-raised has-focus-visible:bg-raised'}`}
      // A long press of a finger selects.
      onContextMenu={(event) => {
        if (!matchMedia('(pointer: coarse)').matches) return;
        event.preventDefault();
        handlers.select(task);
      }}
    >
      <label className="relative z-1 flex cursor-pointer items-center py-2.5 ps-(--tick-start) pe-(--tick-gap) pointer-coarse:py-3">
        <input
          type="checkbox"
          data-part="check"
          className="tick"
          tabIndex={tabIndex}
          checked={task.complete}
          disabled={isTrash}
          aria-label={texts.tasks.check(task.title)}
          onChange={(event) => handlers.check(task, event.target.checked)}
        />
      </label>
      <div className="min-w-0 flex-1 py-2 pe-2 pointer-coarse:py-2.5">
        <button
          type="button"
          id={titleId(task.id)}
          data-part="title"
          tabIndex={tabIndex}
          aria-label={isTrash ? task.title : texts.tasks.edit(task.title)}
          aria-describedby={
            [isSelected && selectedId, task.description && `${titleId(task.id)}-description`]
              .filter(Boolean)
              .join(' ') || undefined
          }
          onClick={(event) => handlers.press(task, event)}
          // The whole row is pressed; what else can be pressed lies above.
          className="block w-full cursor-default text-start text-task outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-1 focus-visible:after:outline-accent"
        >
          <span
            dir="auto"
            className={`written block transition-colors duration-300 ${task.complete ? 'text-muted line-through decoration-edge' : ''}`}
          >
            {task.title}
          </span>
        </button>
        {task.description && (
          <p
            id={`${titleId(task.id)}-description`}
            dir="auto"
            className="written mt-0.5 line-clamp-2 text-sm whitespace-pre-line text-muted"
          >
            {task.description}
          </p>
        )}
      </div>
      <div className="relative z-1 mt-1 flex opacity-0 group-has-focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        {!isTrash && (
          <IconButton
            label={texts.tasks.details(task.title)}
            tabIndex={tabIndex}
            onClick={() => handlers.details(task)}
            className="hover:bg-line"
          >
            <DetailsIcon className="size-4.5" />
          </IconButton>
        )}
        <IconButton
          label={move.label}
          data-part="delete"
          tabIndex={tabIndex}
          // The second press of a double click would meet the next task.
          onClick={(event) => event.detail < 2 && move.run(task)}
          className={`hover:bg-line ${isTrash ? '' : 'pointer-coarse:hidden'}`}
        >
          <move.Icon className="size-4.5" />
        </IconButton>
      </div>
    </div>
  );
}

/** Its code cannot be loaded now: the task is read on. */
function NoEditor({ onStop }: { onStop: () => void }) {
  useEffect(() => onStop(), [onStop]);
  return null;
}
