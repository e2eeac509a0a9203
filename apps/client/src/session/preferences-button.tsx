import { lazyPart } from '../app/lazy-part.ts';
import { texts } from '../texts.ts';
import { SettingsIcon } from '../ui/icons.tsx';
import { MenuButton } from './menu-button.tsx';

const PreferencesMenu = lazyPart(() => import('./preferences-menu.tsx'), 'PreferencesMenu');

/** What nobody needs to be signed in for: light or dark, and the language. */
export function PreferencesButton() {
  return (
    <MenuButton
      label={texts.preferences.label}
      className="-me-2 rounded-lg text-muted transition-colors hover:bg-raised hover:text-ink aria-expanded:bg-raised aria-expanded:text-ink"
      renderMenu={(props) => <PreferencesMenu {...props} />}
    >
      <SettingsIcon />
    </MenuButton>
  );
}
