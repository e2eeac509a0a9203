/**
 * How a language writes numbers, counts things and names days. Each of the browser's formats is made when it is first needed, and kept: one
 * counting for a language is enough.
 */
export function countingIn(language: string) {
  const plural = once(() => new Intl.PluralRules(language));
  const plain = once(() => new Intl.NumberFormat(language));
  const short = once(() => new Intl.NumberFormat(language, { notation: 'compact' }));
  const relative = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
  const number = (n: number) => plain().format(n);
  return {
    number,
    /** A number in little room: 12K. */
    compact: (n: number) => short().format(n),
    count: (n: number, one: string, other: string) => `${number(n)} ${plural().select(n) === 'one' ? one : other}`,
    /** Days from now: "today", "yesterday", "in 3 days", "2 months ago". */
    days: (days: number): string => {
      if (Math.abs(days) < 30) return relative().format(days, 'day');
      if (Math.abs(days) < 365) return relative().format(Math.trunc(days / 30), 'month');
      return relative().format(Math.trunc(days / 365), 'year');
    },
  };
}

/** How a language counts. */
export type Counting = ReturnType<typeof countingIn>;

type Unit = readonly [one: string, other: string];

/** Makes what says a time to wait, rounded up: who comes back then is not told to wait again. */
export function waitingIn({ count }: Counting, units: { second: Unit; minute: Unit; hour: Unit }) {
  const [minute, hour] = [60, 3600];
  return (seconds: number): string => {
    if (seconds < 1.5 * minute) return count(Math.ceil(seconds), ...units.second);
    if (seconds <= 1.5 * hour) return count(Math.ceil(seconds / minute), ...units.minute);
    return count(Math.ceil(seconds / hour), ...units.hour);
  };
}

/** How a reader writes dates; `locale` is whose, e.g. `de-CH`, and by default the browser's. */
export function datesIn(locale?: string) {
  const moment = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }));
  const day = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }));
  return { moment: (at: Date) => moment().format(at), day: (at: Date) => day().format(at) };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
