import { useInfiniteQuery } from '@tanstack/react-query';
import type { Change, Patch, Task } from '@typedo/sdk';
import { useServices } from '../app/services.ts';
import { useWorkspace } from '../replica/use-workspace.ts';
import { moment, texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { textFields } from '../undo/move.ts';
import { useTaskActions } from './actions.ts';

/** What became of a task, the newest first, and the way back to an earlier title or description. */
export function TaskHistory({ task }: { task: Task }) {
  const { typedo } = useServices();
  const { userId } = useWorkspace();
  const { data, isError, isPending, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['history', userId, task.id, task.updatedAt],
    initialPageParam: undefined as string | undefined, // the first page has no cursor, the next ones have one
    queryFn: ({ pageParam, signal }) =>
      typedo.task.history.query({ id: task.id, limit: 20, cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before, // what was there stays while what is new is on its way
  });
  const words = texts.details;
  const changes = data?.pages.flatMap((page): readonly Change[] => page.changes) ?? [];
  return (
    <section className="mt-5 border-t border-line pt-4">
      <h3 className="text-sm font-medium">{words.history}</h3>
      {isPending && <p className="mt-2 text-sm text-muted">{words.loading}</p>}
      {isError && <p className="mt-2 text-sm text-muted">{words.failed}</p>}
      <ol className="mt-2 text-sm">
        {changes.map((change) => (
          <li key={`${change.at} ${change.kind}`} className="py-1.5">
            <p>
              {nameOf(change)}{' '}
              <span className="text-2xs text-muted">
                <time dateTime={change.at}>{moment(new Date(change.at))}</time> · {words.by[change.by.kind]}
              </span>
            </p>
            {change.kind === 'update' && <Before task={task} before={change.before} />}
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button className="mt-2" onClick={() => void fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

/** The texts before a change, and the way back to each. */
function Before({ task, before }: { task: Task; before: Patch }) {
  const { save } = useTaskActions();
  return textFields.map(
    (field) =>
      before[field] !== undefined && (
        <div key={field} className="mt-1 border-s-2 border-line ps-3">
          <p dir="auto" className="written line-clamp-3 whitespace-pre-line text-muted">
            <span className="sr-only">{texts.details[field]}: </span>
            {before[field] || texts.details.none}
          </p>
          {before[field] !== task[field] && (
            <button
              type="button"
              onClick={(event) => {
                toDetails(event.currentTarget);
                save(task, { [field]: before[field] });
              }}
              className="link text-2xs"
            >
              {texts.details.bringBack}
            </button>
          )}
        </div>
      ),
  );
}

/** The button is about to go: the focus goes to what it stands in. */
function toDetails(button: Element): void {
  button.closest<HTMLElement>('[data-details]')?.focus({ preventScroll: true });
}

function nameOf({ kind, after }: Change): string {
  const words = texts.details;
  if (kind === 'update' && after.complete !== undefined) return after.complete ? words.completed : words.reopened;
  return words.kinds[kind];
}
