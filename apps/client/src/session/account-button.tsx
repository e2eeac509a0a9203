import { Suspense, useMemo, useRef, useState } from 'react';
import { lazyPart, useIdle } from '../app/lazy-part.ts';
import { texts } from '../texts.ts';
import type { User } from './auth.ts';

const AccountMenu = lazyPart(() => import('./account-menu.tsx'), 'AccountMenu');

/** The person's initial in the header, which opens the account's menu. The menu's code comes when the page has a quiet moment. */
export function AccountButton({ user }: { user: User }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // The menu is a part of the header: behind the page's last element it would be outside of every landmark.
  const place = useRef<HTMLDivElement>(null);
  const idle = useIdle();
  const letter = useMemo(() => initial(user.name), [user.name]);
  return (
    <div ref={place}>
      <button
        ref={button}
        type="button"
        aria-label={texts.account.of(user.name)}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
        className="flex size-9 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent transition-shadow hover:shadow-card aria-expanded:shadow-card touchable"
      >
        {letter}
      </button>
      <Suspense>
        {(idle || open) && (
          <AccountMenu user={user} anchor={button} container={place} open={open} onOpenChange={setOpen} />
        )}
      </Suspense>
    </div>
  );
}

/** The first letter as a reader would count it, which can be several code points. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment.toLocaleUpperCase() ?? '·';
}
