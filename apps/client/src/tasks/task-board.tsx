import { getRouteApi } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { TaskActionsProvider, useActionsOf } from './actions.ts';
import { DoneSection } from './done-section.tsx';
import { EmptyState } from './empty-state.tsx';
import { More } from './more.tsx';
import { QuickAdd } from './quick-add.tsx';
import { place } from './sections.ts';
import { Skeleton } from './skeleton.tsx';
import { TaskList } from './task-list.tsx';
import { useHolds } from './use-holds.ts';
import { useTasks } from './use-tasks.ts';

const route = getRouteApi('/');

/** The tasks: what is to be done first, what is done below. */
export function TaskBoard({ userId }: { userId: string }) {
  const { done: doneShown = false } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows, counts, open, done } = useTasks(userId, doneShown);
  const { holds, ...hold } = useHolds();
  const actions = useActionsOf(userId, hold);
  const sections = place(rows, holds);
  const isEmpty = sections.open.length === 0 && !open.loading && !open.failed && !open.more;
  const doneCount = counts?.complete ?? sections.done.length;

  return (
    <TaskActionsProvider value={actions}>
      <div className="flex items-baseline justify-between gap-4">
        <h1 className="text-2xl font-semibold tracking-tight">{texts.tasks.title}</h1>
        <p className="min-h-5 text-sm text-muted tabular-nums">
          {counts !== undefined && counts.open > 0 && texts.tasks.open(counts.open)}
        </p>
      </div>
      <QuickAdd />
      {sections.open.length > 0 && <TaskList label={texts.tasks.openTitle} rows={sections.open} />}
      {open.loading && <Skeleton rows={5} />}
      {isEmpty && <EmptyState done={doneCount > 0} />}
      <More {...open} />
      {doneCount > 0 && (
        <DoneSection
          count={doneCount}
          shown={doneShown}
          onShow={(shown) => void navigate({ search: shown ? { done: true } : {}, replace: true, resetScroll: false })}
        >
          {sections.done.length > 0 && <TaskList label={texts.tasks.doneTitle} rows={sections.done} />}
          {done.loading && <Skeleton rows={3} />}
          <More {...done} />
        </DoneSection>
      )}
    </TaskActionsProvider>
  );
}
