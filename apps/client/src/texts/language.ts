import { hasDraft } from '../app/draft.ts';
import { createKeptChoice } from '../app/kept-choice.ts';
import { createListeners } from '../app/listeners.ts';
import { speak } from '../texts.ts';
import { en, type Texts } from './en.ts';

/** The languages of the page, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

// English is always there; another one comes when somebody reads it.
const catalogues: Record<Language, () => Texts | Promise<Texts>> = {
  en: () => en,
  de: () => import('./de.ts').then(({ de }) => de),
};

/** The language of the page. */
export interface PageLanguage {
  /** The one that the page speaks. */
  readonly current: () => Language;
  readonly choose: (language: Language) => Promise<void>;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Sets the language that the person chose, else the first of the browser's that there is. It is set when this resolves. */
export async function createPageLanguage(window: Window): Promise<PageLanguage> {
  // `Object.keys` cannot say that these are all the keys.
  const choice = createKeptChoice(window, 'typedo-language', Object.keys(languages) as Language[]);
  const { subscribe, tell } = createListeners();
  const wanted = () => choice.current() ?? preferred(window.navigator.languages);
  let current: Language = 'en';

  async function follow(): Promise<void> {
    const next = wanted();
    try {
      const texts = await catalogues[next]();
      if (next !== wanted()) return;
      speak(texts, localeOf(next, window.navigator.languages));
    } catch {
      return; // it cannot be loaded now: the page goes on as it is
    }
    current = next;
    window.document.documentElement.lang = next;
    tell();
  }

  // Another tab's choice waits for the next visit where somebody is writing.
  choice.subscribe(() => void (hasDraft(window.document) || follow()));
  await follow();

  return {
    current: () => current,
    choose: (language) => {
      choice.choose(language);
      return follow();
    },
    subscribe,
  };
}

function preferred(tags: readonly string[]): Language {
  const known = tags.map((tag) => tag.split('-', 1)[0]).find((base) => base !== undefined && base in languages);
  return (known ?? 'en') as Language; // just looked
}

/** The reader's own way to write dates in a language, e.g. `en-GB`. */
function localeOf(language: Language, tags: readonly string[]): string {
  return tags.find((tag) => tag.split('-', 1)[0] === language) ?? language;
}
