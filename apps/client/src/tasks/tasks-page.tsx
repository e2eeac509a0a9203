import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { AccountButton } from '../session/account-button.tsx';
import { comeBack } from '../session/come-back.ts';
import { sessionQuery } from '../session/session.ts';
import { texts } from '../texts.ts';
import { Logo } from '../ui/logo.tsx';
import { TaskBoard } from './task-board.tsx';

/** A person's tasks. Whoever is not signed in any more is sent to do so, and comes back here afterwards. */
export function TasksPage(): ReactNode {
  const services = useServices();
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery(services));
  const gone = session?.user === null;
  const ended = session?.ended === true;

  useEffect(() => {
    if (!gone) return;
    const { href } = router.state.location;
    void router.navigate({ to: '/sign-in', search: { ...comeBack(href), ...(ended ? { ended } : {}) }, replace: true });
  }, [gone, ended, router]);

  if (!session?.user) return null;
  const { user } = session;
  return (
    <div className="mx-auto flex min-h-dvh max-w-2xl flex-col px-4 sm:px-6">
      <title>{texts.pageTitle(texts.tasks.title)}</title>
      <header className="flex h-16 shrink-0 items-center justify-between">
        <Logo />
        <AccountButton user={user} />
      </header>
      <main className="flex flex-1 flex-col pt-4 pb-24 sm:pt-8">
        <TaskBoard key={user.id} userId={user.id} />
      </main>
    </div>
  );
}
