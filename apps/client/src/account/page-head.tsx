import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

/** What stands above a page of the account: its name, what it is about, and perhaps the one thing to do there. */
export function PageHead({ title, lead, children }: { title: string; lead: string; children?: ReactNode }) {
  return (
    <div className="mb-6">
      <title>{texts.pageTitle(title)}</title>
      <div className="flex min-h-9 items-start justify-between gap-4">
        {/* The focus comes here when what had it is gone. */}
        <h1 data-page-head tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
          {title}
        </h1>
        {children}
      </div>
      <p className="mt-1.5 text-sm text-pretty text-muted">{lead}</p>
    </div>
  );
}

/** The page's heading, for a focus that has nowhere else to go. */
export function pageHead(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-page-head]');
}
