import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Logo } from '../ui/logo.tsx';
import { PreferencesButton } from './preferences-button.tsx';

/** The frame of signing in and signing up: one card in a quiet room. */
export function AuthPage({
  title,
  lead,
  children,
  other,
}: {
  title: string;
  lead: string;
  children: ReactNode;
  other: ReactNode;
}) {
  return (
    <div className="flex min-h-dvh flex-col px-4 py-8 sm:py-[max(2rem,12vh)]">
      <title>{texts.pageTitle(title)}</title>
      <main className="mx-auto w-full max-w-sm">
        <div className="flex items-center justify-between">
          <Logo />
          <PreferencesButton />
        </div>
        <h1 tabIndex={-1} className="mt-8 text-2xl font-semibold tracking-tight">
          {title}
        </h1>
        <p className="mt-1.5 text-balance text-muted">{lead}</p>
        <div className="mt-8">{children}</div>
        <p className="mt-6 text-sm text-muted">{other}</p>
      </main>
    </div>
  );
}
