import { HeaderMenu } from './header-menu.tsx';
import type { MenuProps } from './menu-button.tsx';
import { Preferences } from './preferences.tsx';

/** The menu of preferences, on pages without an account. */
export function PreferencesMenu(props: MenuProps) {
  return (
    <HeaderMenu {...props}>
      <div className="pt-2">
        <Preferences />
      </div>
    </HeaderMenu>
  );
}
