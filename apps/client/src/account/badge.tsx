import type { ReactNode } from 'react';

const kinds = {
  good: 'bg-accent-soft text-accent',
  over: 'bg-danger-soft text-danger',
  plain: 'bg-raised text-muted',
};

/** A word that marks a row. */
export function Badge({ kind = 'good', children }: { kind?: keyof typeof kinds; children: ReactNode }) {
  return (
    <span className={`rounded-md px-1.5 py-0.5 text-2xs font-medium whitespace-nowrap ${kinds[kind]}`}>{children}</span>
  );
}
