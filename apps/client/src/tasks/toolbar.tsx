import { limits, taskOrder, type TaskOrder } from '@typedo/sdk';
import type { RefObject } from 'react';
import { texts } from '../texts.ts';
import { CloseIcon, SearchIcon, SortIcon } from '../ui/icons.tsx';

/** The search and the order of the list. */
export function Toolbar({
  text,
  onText,
  order,
  onOrder,
  onLeave,
  field,
}: {
  text: string;
  onText: (text: string) => void;
  order: TaskOrder;
  onOrder: (order: TaskOrder) => void;
  /** The focus is to go elsewhere. */
  onLeave: () => void;
  field: RefObject<HTMLInputElement | null>;
}) {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2 sm:justify-end">
      <div role="search" className="relative min-w-0 max-w-72 flex-1 max-sm:max-w-none">
        <SearchIcon className="pointer-events-none absolute top-1/2 start-2.5 size-4.5 -translate-y-1/2 text-muted" />
        <input
          ref={field}
          data-search
          data-to-list
          type="text"
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          maxLength={limits.search.max}
          aria-label={texts.search.label}
          placeholder={texts.search.placeholder}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            if (text === '') onLeave();
            else onText('');
          }}
          className="h-9 w-full rounded-lg bg-raised ps-9 pe-8 text-base focus-visible:-outline-offset-1 sm:text-sm pointer-coarse:h-11"
        />
        {text !== '' && (
          <button
            type="button"
            aria-label={texts.search.clear}
            onClick={() => {
              onText('');
              field.current?.focus();
            }}
            className="absolute top-1/2 end-1 flex size-7 -translate-y-1/2 items-center justify-center rounded-md text-muted hover:text-ink"
          >
            <CloseIcon className="size-4" />
          </button>
        )}
      </div>
      <label className="relative flex shrink-0 items-center rounded-lg text-sm text-muted transition-colors hover:bg-raised hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent">
        <SortIcon className="pointer-events-none absolute start-2.5 size-4.5" />
        <span className="sr-only">{texts.orders.label}</span>
        <select
          value={order}
          onChange={(event) => onOrder(taskOrder.parse(event.target.value))}
          className="h-9 cursor-pointer appearance-none bg-transparent ps-9 pe-2.5 outline-none max-sm:w-9 max-sm:pe-0 max-sm:text-transparent pointer-coarse:h-11"
        >
          {taskOrder.options.map((order) => (
            <option key={order} value={order} className="bg-surface text-ink">
              {texts.orders[order]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
