import { useMemo } from 'react';
import { lazyPart } from '../app/lazy-part.ts';
import { texts } from '../texts.ts';
import type { User } from './auth.ts';
import { MenuButton } from './menu-button.tsx';

const AccountMenu = lazyPart(() => import('./account-menu.tsx'), 'AccountMenu');

/** The person's initial in the header, which opens the account's menu. `isOver`: their session has ended. */
export function AccountButton({ user, isOver = false }: { user: User; isOver?: boolean }) {
  const letter = useMemo(() => initial(user.name), [user.name]);
  return (
    <MenuButton
      label={texts.account.of(user.name)}
      className="rounded-full bg-accent-soft text-sm font-semibold text-accent transition-shadow hover:shadow-card aria-expanded:shadow-card"
      renderMenu={(props) => <AccountMenu user={user} isOver={isOver} {...props} />}
    >
      {letter}
    </MenuButton>
  );
}

/** The first letter as a reader would count it, which can be several code points. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment.toLocaleUpperCase() ?? '·';
}
