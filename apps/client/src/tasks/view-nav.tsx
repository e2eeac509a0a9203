import { Link } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { CheckIcon, CircleIcon, ListIcon, TrashIcon } from '../ui/icons.tsx';
import { views, type View } from './search-params.ts';

const icons = { open: CircleIcon, done: CheckIcon, all: ListIcon, trash: TrashIcon };

/** The four views with their numbers: a column beside the list where there is room, else a row above it. */
export function ViewNav({ view, counts }: { view: View; counts: Readonly<Record<View, number | undefined>> }) {
  return (
    <nav aria-label={texts.views.label} className="max-xl:mb-3 xl:absolute xl:top-0 xl:end-full xl:me-10 xl:w-48">
      <ul className="flex gap-0.5 max-xl:rounded-xl max-xl:bg-raised max-xl:p-1 xl:flex-col">
        {views.map((one) => {
          const Icon = icons[one];
          const count = counts[one];
          return (
            <li key={one} className="max-xl:flex-auto">
              <Link
                to="/"
                search={(search) => ({ ...search, view: one === 'open' ? undefined : one, task: undefined })}
                // Else the address without a view would be a part of every other one.
                activeOptions={{ includeSearch: true, explicitUndefined: true }}
                aria-current={one === view ? 'page' : undefined}
                // On a small screen a number without room goes to a second line, which is not seen.
                className="flex h-9 items-center gap-2 rounded-lg text-sm font-medium text-muted transition-colors hover:text-ink aria-[current]:text-ink max-xl:h-8 max-xl:justify-center max-xl:px-1 max-sm:flex-wrap max-sm:gap-x-1 max-sm:gap-y-0 max-sm:overflow-hidden max-sm:leading-8 pointer-coarse:max-sm:leading-11 max-xl:aria-[current]:bg-surface max-xl:aria-[current]:shadow-card pointer-coarse:h-11 xl:px-3 xl:hover:bg-raised xl:aria-[current]:bg-raised"
              >
                <Icon className="size-4.5 max-xl:hidden" />
                {texts.views[one]}
                <span className="font-normal text-muted tabular-nums xl:ms-auto">
                  {count !== undefined && count > 0 && (
                    <>
                      <span className="max-sm:hidden">{texts.views.count(count)}</span>
                      <span className="sm:hidden">{texts.views.shortCount(count)}</span>
                    </>
                  )}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
