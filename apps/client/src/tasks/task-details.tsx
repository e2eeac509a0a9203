import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Queries } from '../app/queries.tsx';
import { useTask } from '../replica/use-workspace.ts';
import { moment, texts } from '../texts.ts';
import { IconButton } from '../ui/button.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { TaskHistory } from './task-history.tsx';
import { titleId } from './row-parts.ts';
import type { Task } from '@typedo/sdk';

/** All there is to know of a task: beside the list where there is room for it, else over it. */
export function TaskDetails({ id, onClose }: { id: string; onClose: () => void }) {
  const task = useTask(id);
  const isWide = useIsWide();
  if (!task) return null;
  const close = () => {
    onClose();
    document.getElementById(titleId(id))?.focus();
  };
  if (isWide) return <Aside task={task} onClose={close} />;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-shade" />
        <Dialog.Popup
          data-details
          aria-label={texts.details.label(task.title)}
          finalFocus={() => document.getElementById(titleId(id))}
          className="fixed inset-x-0 bottom-0 z-30 mx-auto max-h-[85dvh] max-w-lg overflow-y-auto rounded-t-2xl bg-surface p-5 pb-8 shadow-float outline-none"
        >
          <Content task={task} onClose={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Aside({ task, onClose }: { task: Task; onClose: () => void }) {
  const aside = useRef<HTMLElement>(null);
  useEffect(() => aside.current?.focus({ preventScroll: true }), []);
  return (
    <div className="absolute inset-y-0 start-full ms-8 w-[min(20rem,calc((100vw-42rem)/2-3rem))]">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears the keys of its buttons */}
      <aside
        ref={aside}
        data-details
        tabIndex={-1}
        aria-label={texts.details.label(task.title)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          onClose();
        }}
        className="sticky top-6 max-h-[calc(100dvh-3rem)] overflow-y-auto rounded-xl bg-surface p-5 shadow-card outline-none"
      >
        <Content task={task} onClose={onClose} />
      </aside>
    </div>
  );
}

function Content({ task, onClose }: { task: Task; onClose: () => void }) {
  const words = texts.details;
  return (
    <>
      <div className="flex items-start gap-2">
        <h2 dir="auto" className={`written flex-1 font-semibold ${task.complete ? 'text-muted line-through' : ''}`}>
          {task.title}
        </h2>
        <IconButton label={words.close} onClick={onClose} className="-me-2 -mt-1.5">
          <CloseIcon className="size-4.5" />
        </IconButton>
      </div>
      <p dir="auto" className={`written mt-2 text-sm whitespace-pre-line ${task.description ? '' : 'text-muted'}`}>
        {task.description || words.noDescription}
      </p>
      <dl className="mt-5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-muted">{words.added}</dt>
        <dd>
          <time dateTime={task.createdAt}>{moment(new Date(task.createdAt))}</time>
        </dd>
        <dt className="text-muted">{words.changed}</dt>
        <dd>
          <time dateTime={task.updatedAt}>{moment(new Date(task.updatedAt))}</time>
        </dd>
      </dl>
      <Queries>
        <TaskHistory task={task} />
      </Queries>
    </>
  );
}

/** Whether the details have room beside the list. */
function useIsWide(): boolean {
  const [query] = useState(() => matchMedia('(width >= 80rem)'));
  return useSyncExternalStore(
    (listener) => {
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => query.matches,
  );
}
