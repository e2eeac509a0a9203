import { Menu } from '@base-ui/react/menu';
import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useServices } from '../app/services.ts';
import { texts } from '../texts.ts';
import { KeyIcon, SettingsIcon, SignOutIcon } from '../ui/icons.tsx';
import type { User } from './auth.ts';
import { Preferences } from './preferences.tsx';

const item =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 outline-none data-highlighted:bg-raised pointer-coarse:h-11';

/** Who is signed in, what they like, the account's pages, and the way out. */
export function AccountMenu({
  user,
  anchor,
  container,
  open,
  onOpenChange,
}: {
  user: User;
  anchor: RefObject<HTMLButtonElement | null>;
  container: RefObject<HTMLElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { auth, session, notices } = useServices();
  const navigate = useNavigate();

  async function leave() {
    try {
      await auth.signOut();
    } catch {
      notices.show({ text: texts.signOutFailed });
      return;
    }
    session.forget();
    await navigate({ to: '/sign-in' });
  }

  return (
    <Menu.Root
      open={open}
      modal={false}
      onOpenChange={(next, details) => {
        // The button closes what it opened; without this the press would close it and the click open it again.
        const onButton = details.event.target instanceof Node && anchor.current?.contains(details.event.target);
        if (!next && onButton && details.reason === 'outside-press') return;
        onOpenChange(next);
      }}
      onOpenChangeComplete={(opened) => opened && container.current && showGuards(container.current)}
    >
      <Menu.Portal container={container}>
        <Menu.Positioner anchor={anchor} align="end" sideOffset={8} collisionPadding={16} className="z-20 outline-none">
          <Menu.Popup
            finalFocus={anchor}
            aria-label={texts.account.of(user.name)}
            className="w-64 origin-(--transform-origin) rounded-xl bg-surface p-1.5 text-sm shadow-float transition-[scale,opacity] duration-100 outline-none data-ending-style:scale-97 data-ending-style:opacity-0 data-starting-style:scale-97 data-starting-style:opacity-0"
          >
            <div className="px-2.5 pt-1.5 pb-2.5">
              <p className="written truncate font-medium">{user.name}</p>
              <p className="truncate text-muted">{user.email}</p>
            </div>
            <Menu.Separator className="mx-1 mb-2.5 h-px bg-line" />
            <Preferences />
            <Menu.Separator className="mx-1 mb-1.5 h-px bg-line" />
            <Menu.Item onClick={() => void navigate({ to: '/account' })} className={item}>
              <SettingsIcon className="size-4.5 text-muted" />
              {texts.account.settings}
            </Menu.Item>
            <Menu.Item onClick={() => void navigate({ to: '/account/password' })} className={item}>
              <KeyIcon className="size-4.5 text-muted" />
              {texts.changePassword.submit}
            </Menu.Item>
            <Menu.Item onClick={() => void leave()} className={item}>
              <SignOutIcon className="size-4.5 text-muted" />
              {texts.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The elements that send the focus on at the menu's ends are hidden from screen readers by Base UI. What can be focused must not be. */
function showGuards(container: HTMLElement): void {
  for (const guard of container.querySelectorAll('[data-base-ui-focus-guard]')) guard.removeAttribute('aria-hidden');
}
