import { Menu } from '@base-ui/react/menu';
import { useSyncExternalStore, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { texts } from '../texts.ts';
import { languages, type Language } from '../texts/language.ts';
import type { Theme } from '../theme/theme.ts';

/** What a person chooses for this browser, in a menu: light or dark, and the language. */
export function Preferences() {
  const { theme, language } = useServices();
  const chosen = useSyncExternalStore(theme.subscribe, theme.current);
  const spoken = useSyncExternalStore(language.subscribe, language.current);
  const words = texts.preferences;
  return (
    <>
      <Choice
        label={words.theme}
        value={chosen ?? 'system'}
        onChange={(value) => theme.choose(value === 'system' ? null : (value as Theme))} // one of the three below
      >
        <Segment value="system">{words.themes.system}</Segment>
        <Segment value="light">{words.themes.light}</Segment>
        <Segment value="dark">{words.themes.dark}</Segment>
      </Choice>
      <Choice
        label={words.language}
        value={spoken}
        onChange={(value) => void language.choose(value as Language)} // one of those below
      >
        {Object.entries(languages).map(([value, name]) => (
          <Segment key={value} value={value} lang={value}>
            {name}
          </Segment>
        ))}
      </Choice>
    </>
  );
}

function Choice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  return (
    <Menu.Group className="px-2.5 pb-2.5">
      <Menu.GroupLabel className="pb-1.5 text-2xs text-muted">{label}</Menu.GroupLabel>
      <Menu.RadioGroup
        value={value}
        onValueChange={onChange}
        className="grid auto-cols-fr grid-flow-col gap-0.5 rounded-lg bg-raised p-0.5"
      >
        {children}
      </Menu.RadioGroup>
    </Menu.Group>
  );
}

function Segment({ value, lang, children }: { value: string; lang?: string; children: string }) {
  return (
    <Menu.RadioItem
      value={value}
      lang={lang}
      className="flex h-8 cursor-pointer items-center justify-center rounded-md text-muted outline-none data-checked:bg-surface data-checked:font-medium data-checked:text-ink data-checked:shadow-card data-highlighted:text-ink data-highlighted:ring-2 data-highlighted:ring-edge data-highlighted:ring-inset pointer-coarse:h-10"
    >
      {children}
    </Menu.RadioItem>
  );
}
