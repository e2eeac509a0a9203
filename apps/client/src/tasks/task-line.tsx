import { texts } from '../texts.ts';
import { IconButton } from '../ui/button.tsx';
import { TrashIcon } from '../ui/icons.tsx';
import { titleId, useTaskActions } from './actions.ts';
import type { PlacedRow } from './sections.ts';

/** A task to be read: its circle, its texts, which open the editor, and on approach the way to the trash. */
export function TaskLine({ row: { task, section, refused, fresh } }: { row: PlacedRow }) {
  const { check, startEditing, remove } = useTaskActions();
  // A task that the server refused cannot be changed yet.
  const unborn = fresh && refused !== null;
  return (
    <div className="group relative flex items-start rounded-lg ps-2 pe-1 transition-colors hover:bg-raised has-focus-visible:bg-raised">
      <label className="relative z-1 flex cursor-pointer items-center py-2.5 ps-(--tick-start) pe-(--tick-gap) pointer-coarse:py-3">
        <input
          type="checkbox"
          data-part="check"
          className="tick"
          checked={task.complete}
          disabled={unborn}
          aria-label={texts.tasks.check(task.title)}
          onChange={(event) => check(task, section, event.target.checked)}
        />
      </label>
      <div className="min-w-0 flex-1 py-2 pe-2 pointer-coarse:py-2.5">
        <button
          type="button"
          id={titleId(task.id)}
          data-part="title"
          disabled={unborn}
          aria-label={texts.tasks.edit(task.title)}
          aria-describedby={task.description ? `${titleId(task.id)}-description` : undefined}
          onClick={() => startEditing(task, section)}
          // The whole row opens the editor; what else can be pressed lies above.
          className="block w-full cursor-text text-start text-task outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-1 focus-visible:after:outline-accent"
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
      <IconButton
        label={texts.tasks.delete(task.title)}
        data-part="delete"
        disabled={unborn}
        // The second press of a double click would meet the next task.
        onClick={(event) => event.detail < 2 && remove(task, section)}
        className="relative z-1 mt-1 opacity-0 group-has-focus-visible:opacity-100 group-hover:opacity-100 hover:bg-line pointer-coarse:hidden"
      >
        <TrashIcon className="size-4.5" />
      </IconButton>
    </div>
  );
}
