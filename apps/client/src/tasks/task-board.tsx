import { getRouteApi } from '@tanstack/react-router';
import type { Task } from '@typedo/sdk';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { lazyPart, useIdle } from '../app/lazy-part.ts';
import { useServices } from '../app/services.ts';
import type { Command } from '../commands/commands.ts';
import { useCommands } from '../commands/use-commands.ts';
import { useCounts, useRefusedCount, useReplicaStatus, useWorkspace } from '../replica/use-workspace.ts';
import { texts } from '../texts.ts';
import { TaskActionsProvider, useActionsOf } from './actions.ts';
import { arrangementOf } from './arrangement.ts';
import { boardCommands } from './board-commands.ts';
import { EmptyState } from './empty-state.tsx';
import { FirstMinute } from './first-minute.tsx';
import { QuickAdd } from './quick-add.tsx';
import { selectedId } from './row-parts.ts';
import type { View } from './search-params.ts';
import { Skeleton } from './skeleton.tsx';
import { TaskList } from './task-list.tsx';
import { TaskEditor } from './task-row.tsx';
import { Toolbar } from './toolbar.tsx';
import { useCursor } from './use-cursor.ts';
import { useHeld } from './use-held.ts';
import { useListing } from './use-listing.ts';
import { useRowHandlers } from './use-row-handlers.ts';
import { useSearchText } from './use-search-text.ts';
import { useTrash } from './use-trash.ts';
import { ViewNav } from './view-nav.tsx';

const route = getRouteApi('/');
const RefusedList = lazyPart(() => import('./refused-list.tsx'), 'RefusedList');
const TaskDetails = lazyPart(() => import('./task-details.tsx'), 'TaskDetails');
const SelectionBar = lazyPart(() => import('./selection-bar.tsx'), 'SelectionBar');
const Palette = lazyPart(() => import('../commands/palette.tsx'), 'Palette');

/** The tasks of a view, and everything that can be done with them. */
export function TaskBoard() {
  const { view = 'open', order = 'newest', q = '', task: detailed } = route.useSearch();
  const navigate = route.useNavigate();
  const { announce } = useServices();
  const { replica, folded, history, isComplete } = useWorkspace();
  const { phase } = useReplicaStatus();
  const hasRefused = useRefusedCount() > 0;
  const actions = useActionsOf();
  const [palette, setPalette] = useState<{ kind: 'commands' | 'keys'; commands: readonly Command[] } | null>(null);
  const [edited, setEdited] = useState<Task | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useSearchText(q, (text) => {
    // The first letter of a search is a place to come back from; the next ones are not.
    void navigate({ search: (search) => ({ ...search, q: text || undefined }), replace: q !== '' });
  });

  const isTrash = view === 'trash';
  const arrangement = useMemo(
    () => arrangementOf(isTrash ? 'all' : view, order, text.trim(), folded),
    [isTrash, view, order, text, folded],
  );
  const listed = useListing(arrangement);
  const { shown, hold } = useHeld(listed, arrangement, replica.get, edited);
  const trash = useTrash(isTrash, order, text.trim(), arrangement);
  const tasks = isTrash ? trash.tasks : shown;
  const cursor = useCursor(tasks, view);
  const counts = useCounts();

  const isSearch = text.trim() !== '';
  useEffect(() => {
    if (isSearch) announce(texts.search.found(tasks.length));
  }, [isSearch, tasks.length, announce]);

  const idle = useIdle();
  useEffect(() => {
    if (idle) for (const part of [TaskEditor, SelectionBar, TaskDetails, Palette]) part.preload().catch(() => {}); // it is asked for again when it is shown
  }, [idle]);

  const heading = useRef<HTMLHeadingElement>(null);
  const seen = useRef(`${view} ${order}`);
  useEffect(() => {
    if (seen.current === `${view} ${order}`) return;
    seen.current = `${view} ${order}`;
    // What had the focus went with the other list.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [view, order]);

  function complete(some: readonly Task[]) {
    const open = some.filter((task) => !task.complete);
    hold(some);
    actions.complete(some, open.length > 0);
  }
  /** Gives the focus to the list, or to what is above it. */
  function toList() {
    if (cursor.current === undefined) heading.current?.focus({ preventScroll: true });
    else cursor.move(0);
  }
  /** The bar may go with the focus on it. */
  function fromBar(run: () => void) {
    return () => {
      toList();
      run();
    };
  }
  function show(view: View) {
    void navigate({ search: (search) => ({ ...search, view: view === 'open' ? undefined : view, task: undefined }) });
  }
  function details(task: Task | undefined) {
    void navigate({ search: (search) => ({ ...search, task: task?.id }), resetScroll: false });
  }
  function openPalette(kind: 'commands' | 'keys') {
    // What can be done is judged now: in the dialog nothing of the list has the focus.
    setPalette({ kind, commands: commands.filter((one) => kind === 'keys' || (one.available?.() ?? true)) });
  }
  const handlers = useRowHandlers({ actions, cursor, hold, edit: setEdited, details, isTrash });
  const commands: readonly Command[] = boardCommands({
    view,
    cursor,
    isEmpty: tasks.length === 0,
    actions,
    complete,
    edit: setEdited,
    details,
    show,
    openPalette,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
  });
  useCommands(commands);

  const selected = tasks.filter(({ id }) => cursor.selected.has(id));
  const isLoading = isTrash ? trash.loading : !isComplete() && phase === 'loading';
  const empty = tasks.length > 0 || isLoading ? null : emptyKind();

  function emptyKind() {
    if (isSearch && !(isTrash && trash.failed)) return 'notFound';
    if (isTrash) return trash.failed ? 'trashUnreached' : 'noTrash';
    if (!isComplete()) return 'unreached';
    if (view === 'done') return 'noneDone';
    return counts.done > 0 ? 'allDone' : 'nothing';
  }

  return (
    <TaskActionsProvider value={actions}>
      <div className="relative">
        <ViewNav view={view} counts={{ ...counts, all: counts.open + counts.done, trash: trash.count }} />
        <div className="mb-4 flex items-center gap-4 max-xl:mb-3">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none max-sm:sr-only">
            {texts.headings[view]}
          </h1>
          <Toolbar
            text={text}
            onText={setText}
            order={order}
            onOrder={(order) =>
              void navigate({ search: (search) => ({ ...search, order: order === 'newest' ? undefined : order }) })
            }
            onLeave={toList}
            field={field}
          />
        </div>
        {!isTrash && <QuickAdd />}
        <Suspense>{hasRefused && <RefusedList />}</Suspense>
        {isTrash && trash.failed && tasks.length > 0 && <p className="text-sm text-muted">{texts.trashNote}</p>}
        <p id={selectedId} hidden>
          {texts.tasks.selectedRow}
        </p>
        <TaskList
          // Another view is another list: nothing glides from one to the other.
          key={`${view} ${order}`}
          label={texts.tasks.list}
          kind={isTrash ? 'trash' : 'live'}
          tasks={tasks}
          cursor={cursor}
          edited={edited}
          handlers={handlers}
          {...(isTrash && trash.more && { total: -1, onEnd: trash.more })}
        />
        <Suspense>
          {detailed !== undefined && <TaskDetails key={detailed} id={detailed} onClose={() => details(undefined)} />}
        </Suspense>
        {isLoading && <Skeleton />}
        {empty && (
          <EmptyState kind={empty}>
            {empty === 'nothing' && trash.isEmpty && <FirstMinute onKeys={() => openPalette('keys')} />}
          </EmptyState>
        )}
      </div>
      <Suspense>
        {selected.length > 0 && (
          <SelectionBar
            count={selected.length}
            isTrash={isTrash}
            allDone={selected.every((task) => task.complete)}
            onComplete={fromBar(() => complete(selected))}
            onDelete={fromBar(() => actions.remove(selected))}
            onRestore={fromBar(() => actions.restore(selected))}
            onClear={fromBar(cursor.clear)}
          />
        )}
      </Suspense>
      <Suspense>{palette && <Palette {...palette} onClose={() => setPalette(null)} />}</Suspense>
    </TaskActionsProvider>
  );
}
