import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { Logo } from '../ui/logo.tsx';

/** A page that says one thing and offers one way on. */
export function MessagePage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center px-6 py-16">
      <title>{texts.pageTitle(title)}</title>
      <Logo />
      <h1 className="mt-8 text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 mb-6 text-muted">{text}</p>
      <div>{children}</div>
    </main>
  );
}
