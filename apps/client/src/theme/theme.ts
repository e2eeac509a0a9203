import { createKeptChoice, type KeptChoice } from '../app/kept-choice.ts';

/** What a person can choose; without a choice the system decides. */
export type Theme = 'light' | 'dark';

/** Makes the page's theme: applied at once, and in every tab when one chooses. */
export function createTheme(window: Window): KeptChoice<Theme> {
  const choice = createKeptChoice<Theme>(window, 'typedo-theme', ['light', 'dark']);
  const follow = () => apply(window.document, choice.current());
  choice.subscribe(follow);
  follow();
  return choice;
}

function apply(document: Document, theme: Theme | null): void {
  if (theme) document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
  document.querySelector('meta[name=color-scheme]')?.setAttribute('content', theme ?? 'light dark');
  // The browser's own frame, one colour for each scheme.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const scheme = meta.dataset['scheme'];
    meta.media = theme === null ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? 'all' : 'not all';
  }
}
