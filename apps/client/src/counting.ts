// Numbers as they are written in the language of the page.
const plural = new Intl.PluralRules('en');
export const number = new Intl.NumberFormat('en');
export const compact = new Intl.NumberFormat('en', { notation: 'compact' });

export const count = (n: number, one: string, other: string) =>
  `${number.format(n)} ${plural.select(n) === 'one' ? one : other}`;
