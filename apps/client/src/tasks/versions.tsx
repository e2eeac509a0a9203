import type { Patch } from '@typedo/sdk';
import { texts } from '../texts.ts';

/** Versions of a task's texts side by side, each under its owner's name. */
export function Versions({ versions }: { versions: readonly { label: string; fields: Patch }[] }) {
  const filled = versions.filter(({ fields }) => fields.title !== undefined || fields.description !== undefined);
  if (filled.length === 0) return null;
  return (
    <dl className="mt-2 grid gap-x-4 gap-y-2 ps-[calc(1.25rem+var(--tick-gap))] sm:auto-cols-fr sm:grid-flow-col">
      {filled.map(({ label, fields }) => (
        <div key={label} className="min-w-0">
          <dt className="text-2xs text-muted">{label}</dt>
          {fields.title !== undefined && (
            <dd dir="auto" className="written font-medium">
              {fields.title}
            </dd>
          )}
          {fields.description !== undefined && (
            <dd dir="auto" className="written max-h-48 overflow-y-auto whitespace-pre-line">
              {fields.description || <span className="text-muted">{texts.conflict.empty}</span>}
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
