import { texts } from '../texts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CheckIcon, CloseIcon, RestoreIcon, TrashIcon } from '../ui/icons.tsx';

/** What can be done with the selected tasks, at the foot of the page while some are. */
export function SelectionBar({
  count,
  isTrash,
  allDone,
  onComplete,
  onDelete,
  onRestore,
  onClear,
}: {
  count: number;
  isTrash: boolean;
  allDone: boolean;
  onComplete: () => void;
  onDelete: () => void;
  onRestore: () => void;
  onClear: () => void;
}) {
  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-4 z-10 flex justify-center">
      <div
        role="toolbar"
        aria-label={texts.selection.label}
        data-banner
        className="selection-bar pointer-events-auto flex items-center gap-1 rounded-xl bg-surface p-1.5 ps-4 text-sm shadow-float"
      >
        <p className="me-2 font-medium tabular-nums">
          {/* A small screen has no room for the word. */}
          <span aria-hidden="true" className="sm:hidden">
            {texts.views.shortCount(count)}
          </span>
          <span className="max-sm:sr-only">{texts.selection.count(count)}</span>
        </p>
        {isTrash ? (
          <Button kind="quiet" onClick={onRestore}>
            <RestoreIcon className="size-4.5" />
            {texts.selection.restore}
          </Button>
        ) : (
          <>
            <Button kind="quiet" onClick={onComplete}>
              <CheckIcon className="size-4.5" />
              {allDone ? texts.selection.reopen : texts.selection.complete}
            </Button>
            <Button kind="danger" onClick={onDelete}>
              <TrashIcon className="size-4.5" />
              {texts.selection.delete}
            </Button>
          </>
        )}
        <IconButton label={texts.selection.clear} onClick={onClear}>
          <CloseIcon className="size-4.5" />
        </IconButton>
      </div>
    </div>
  );
}
