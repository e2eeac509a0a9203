import { useSyncExternalStore, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { WorkspaceContext } from '../replica/use-workspace.ts';
import { AccountButton } from '../session/account-button.tsx';
import { useSession } from '../session/use-session.ts';
import { useWayToSignIn } from '../session/use-way-to-sign-in.ts';
import { texts } from '../texts.ts';
import { Logo } from '../ui/logo.tsx';
import { SessionBanner } from './session-banner.tsx';
import { Status } from './status.tsx';
import { TaskBoard } from './task-board.tsx';

/**
 * A person's tasks. Whoever has signed out is sent to sign in, and so is whoever opens the page when the session had ended already, and
 * sees nothing. Whose session ends while the page is open goes on seeing everything and is asked to.
 */
export function TasksPage(): ReactNode {
  const session = useSession();
  const { workspaces } = useServices();
  const workspace = useSyncExternalStore(workspaces.subscribe, workspaces.current);
  const user = session?.user ?? session?.lastUser;
  useWayToSignIn(session, session !== undefined && !user);

  if (!session || !user || workspace?.userId !== user.id) return null;
  return (
    <WorkspaceContext value={workspace}>
      <div className="mx-auto flex min-h-dvh max-w-2xl flex-col px-4 sm:px-6">
        <title>{texts.pageTitle(texts.tasks.title)}</title>
        <header className="flex h-16 shrink-0 items-center">
          <Logo />
          <Status />
          <AccountButton user={user} isOver={!session.user} />
        </header>
        <main className="flex flex-1 flex-col pt-2 pb-28 sm:pt-6">
          {session.ended && <SessionBanner />}
          <TaskBoard key={user.id} />
        </main>
      </div>
    </WorkspaceContext>
  );
}
