import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { WorkspaceContext } from '../replica/use-workspace.ts';
import { AccountButton } from '../session/account-button.tsx';
import { comeBack } from '../session/come-back.ts';
import { sessionQuery } from '../session/session.ts';
import { texts } from '../texts.ts';
import { Logo } from '../ui/logo.tsx';
import { SessionBanner } from './session-banner.tsx';
import { Status } from './status.tsx';
import { TaskBoard } from './task-board.tsx';

/** A person's tasks. Whoever has signed out is sent to sign in; whose session was ended sees everything and is asked to. */
export function TasksPage(): ReactNode {
  const services = useServices();
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery(services));
  const { workspaces } = services;
  const workspace = useSyncExternalStore(workspaces.subscribe, workspaces.current);
  const user = session?.user ?? session?.lastUser;
  const gone = session !== undefined && !user;

  useEffect(() => {
    if (!gone) return;
    const { href } = router.state.location;
    void router.navigate({ to: '/sign-in', search: comeBack(href), replace: true });
  }, [gone, router]);

  if (!session || !user || workspace?.userId !== user.id) return null;
  return (
    <WorkspaceContext value={workspace}>
      <div className="mx-auto flex min-h-dvh max-w-2xl flex-col px-4 sm:px-6">
        <title>{texts.pageTitle(texts.tasks.title)}</title>
        <header className="flex h-16 shrink-0 items-center">
          <Logo />
          <Status />
          {session.user && <AccountButton user={session.user} />}
        </header>
        <main className="flex flex-1 flex-col pt-2 pb-28 sm:pt-6">
          {session.ended && <SessionBanner />}
          <TaskBoard key={user.id} />
        </main>
      </div>
    </WorkspaceContext>
  );
}
