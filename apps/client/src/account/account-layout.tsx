import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Queries } from '../app/queries.tsx';
import { AccountButton } from '../session/account-button.tsx';
import { accountTexts } from './account-texts.ts';
import { ChevronIcon, DatabaseIcon, KeyIcon, LockIcon, ScreenIcon } from '../ui/icons.tsx';
import { Logo } from '../ui/logo.tsx';
import { UserContext, useSignedIn } from './use-signed-in.ts';

/** The frame of the account's pages: the ways between them, beside the page or, on a small screen, above it. */
export function AccountLayout(): ReactNode {
  const user = useSignedIn();
  if (!user) return null;
  const pages = [
    { to: '/account/sessions', label: accountTexts().sessions.title, Icon: ScreenIcon },
    { to: '/account/keys', label: accountTexts().keys.title, Icon: KeyIcon },
    { to: '/account/password', label: accountTexts().password.tab, Icon: LockIcon },
    { to: '/account/data', label: accountTexts().data.title, Icon: DatabaseIcon },
  ] as const;
  return (
    <div className="mx-auto flex min-h-dvh max-w-4xl flex-col px-4 sm:px-6">
      <header className="flex h-16 shrink-0 items-center justify-between">
        <Link to="/" className="rounded-lg">
          <Logo />
        </Link>
        <AccountButton user={user} />
      </header>
      <div className="flex flex-1 flex-col pt-2 pb-24 md:flex-row md:gap-12 md:pt-8">
        <nav aria-label={accountTexts().nav} className="shrink-0 md:w-44">
          <Link
            to="/"
            className="-ms-1 mb-3 inline-flex h-8 items-center gap-1 rounded-lg pe-2 text-sm text-muted transition-colors hover:text-ink touchable max-md:mb-1"
          >
            <ChevronIcon className="size-4 rotate-180 rtl:rotate-0" />
            {accountTexts().back}
          </Link>
          <ul className="flex max-md:-mx-4 max-md:overflow-x-auto max-md:border-b max-md:border-line max-md:px-2 sm:max-md:-mx-6 sm:max-md:px-4 md:flex-col md:gap-0.5">
            {pages.map(({ to, label, Icon }) => (
              <li key={to} className="shrink-0">
                <Link
                  to={to}
                  className="flex h-11 items-center gap-2.5 px-2 text-sm text-muted transition-colors -outline-offset-2 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink max-md:border-b-2 max-md:border-transparent max-md:aria-[current=page]:border-accent sm:max-md:px-3 md:h-9 md:rounded-lg md:px-2.5 md:hover:bg-raised md:aria-[current=page]:bg-raised"
                >
                  <Icon className="size-4.5 max-md:hidden" />
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main className="min-w-0 flex-1 pt-6 md:max-w-xl md:pt-0">
          <UserContext value={user}>
            <Queries key={user.id}>
              <Outlet />
            </Queries>
          </UserContext>
        </main>
      </div>
    </div>
  );
}
