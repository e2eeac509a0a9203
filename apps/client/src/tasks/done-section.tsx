import { useId, type ReactNode } from 'react';
import { texts } from '../texts.ts';
import { ChevronIcon } from '../ui/icons.tsx';

/** The done tasks, folded away until somebody wants to see them. The address keeps whether they are shown. */
export function DoneSection({
  count,
  shown,
  onShow,
  children,
}: {
  count: number;
  shown: boolean;
  onShow: (shown: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="mt-6 border-t border-line pt-4">
      <h2>
        <button
          type="button"
          aria-expanded={shown}
          aria-controls={id}
          onClick={() => onShow(!shown)}
          className="-ms-2 flex h-9 items-center gap-[calc(0.125rem+var(--tick-gap))] rounded-lg pe-3 ps-[calc(0.625rem+var(--tick-start))] text-sm font-medium text-muted transition-colors hover:bg-raised hover:text-ink pointer-coarse:h-11"
        >
          <ChevronIcon className={`size-4 transition-transform ${shown ? 'rotate-90' : ''}`} />
          <span className="tabular-nums">{texts.tasks.done(count)}</span>
        </button>
      </h2>
      <div id={id} hidden={!shown}>
        {shown && children}
      </div>
    </section>
  );
}
