import { Menu } from '@base-ui/react/menu';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { texts } from '../texts.ts';
import { KeyIcon, SettingsIcon, SignInIcon, SignOutIcon } from '../ui/icons.tsx';
import type { User } from './auth.ts';
import { comeBack } from './come-back.ts';
import { HeaderMenu } from './header-menu.tsx';
import type { MenuProps } from './menu-button.tsx';
import { Preferences } from './preferences.tsx';
import { UnsentQuestion } from './unsent-question.tsx';
import { countUnsent } from './unsent.ts';
import { useLeave } from './use-leave.ts';

/** Whose page it is, what they like, the account's pages or, when the session has ended, the way back in, and the way out. */
export function AccountMenu({ user, isOver, ...menu }: MenuProps & { user: User; isOver: boolean }) {
  const { workspaces } = useServices();
  const navigate = useNavigate();
  const router = useRouter();
  const leave = useLeave();
  const [asking, setAsking] = useState(false);

  function signIn() {
    const { href } = router.state.location;
    void navigate({ to: '/sign-in', search: { ...comeBack(href), ended: true } });
  }

  async function signOut() {
    const { waiting, refused } = await countUnsent(workspaces);
    if (waiting + refused > 0) setAsking(true);
    else await leave();
  }

  return (
    <>
      <HeaderMenu {...menu}>
        <div className="px-2.5 pt-1.5 pb-2.5">
          <p className="written truncate font-medium">{user.name}</p>
          <p className="truncate text-muted">{user.email}</p>
        </div>
        <Menu.Separator className="mx-1 mb-2.5 h-px bg-line" />
        <Preferences />
        <Menu.Separator className="mx-1 mb-1.5 h-px bg-line" />
        {isOver ? (
          <Item icon={<SignInIcon />} text={texts.sessionOver.signIn} onClick={signIn} />
        ) : (
          <>
            <Item
              icon={<SettingsIcon />}
              text={texts.account.settings}
              onClick={() => void navigate({ to: '/account' })}
            />
            <Item
              icon={<KeyIcon />}
              text={texts.changePassword.submit}
              onClick={() => void navigate({ to: '/account/password' })}
            />
          </>
        )}
        <Item icon={<SignOutIcon />} text={texts.signOut} onClick={() => void signOut()} />
      </HeaderMenu>
      <UnsentQuestion
        open={asking}
        onStay={() => setAsking(false)}
        onLeave={() => {
          setAsking(false);
          void leave();
        }}
        finalFocus={() => menu.anchor}
      />
    </>
  );
}

function Item({ icon, text, onClick }: { icon: ReactNode; text: string; onClick: () => void }) {
  return (
    <Menu.Item
      onClick={onClick}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 outline-none data-highlighted:bg-raised pointer-coarse:h-11"
    >
      <span className="text-muted *:size-4.5">{icon}</span>
      {text}
    </Menu.Item>
  );
}
