import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

/** What is there when a view has no task, and why; below it what can be done about it. */
export function EmptyState({ kind, children }: { kind: keyof typeof texts.empty; children?: ReactNode }) {
  const done = kind === 'allDone';
  const { title, text } = texts.empty[kind];
  return (
    <div className="mx-auto flex max-w-xs flex-col items-center py-14 text-center">
      <svg viewBox="0 0 96 72" width="96" height="72" aria-hidden="true" focusable="false" fill="none">
        <rect x="14" y="10" width="68" height="52" rx="12" className="fill-surface stroke-line" strokeWidth="1.5" />
        <path d="M42 27h26M42 45h18" className="stroke-line" strokeWidth="4" strokeLinecap="round" />
        <circle cx="29" cy="27" r="6" className="fill-accent" />
        <path
          d="M26.4 27.2l1.9 1.9 3.5-4"
          className="stroke-on-accent"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        <circle
          cx="29"
          cy="45"
          r="5.2"
          className={done ? 'fill-accent stroke-accent' : 'stroke-edge'}
          strokeWidth="1.5"
        />
        {done && (
          <path
            d="M26.4 45.2l1.9 1.9 3.5-4"
            className="stroke-on-accent"
            strokeWidth="1.6"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        )}
      </svg>
      <h2 className="mt-5 font-semibold">{title}</h2>
      <p className="mt-1 text-sm text-pretty text-muted">{text}</p>
      {children}
    </div>
  );
}
