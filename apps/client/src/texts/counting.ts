/** How a language writes numbers, and counts things. */
export function countingIn(language: string) {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  const short = new Intl.NumberFormat(language, { notation: 'compact' });
  return {
    number,
    /** A number in little room: 12K. */
    compact: (n: number) => short.format(n),
    count: (n: number, one: string, other: string) => `${number.format(n)} ${plural.select(n) === 'one' ? one : other}`,
  };
}

type Unit = readonly [one: string, other: string];

/** Makes what says a time to wait, rounded up: who comes back then is not told to wait again. */
export function waitingIn(language: string, units: { second: Unit; minute: Unit; hour: Unit }) {
  const { count } = countingIn(language);
  const [minute, hour] = [60, 3600];
  return (seconds: number): string => {
    if (seconds < 1.5 * minute) return count(Math.ceil(seconds), ...units.second);
    if (seconds <= 1.5 * hour) return count(Math.ceil(seconds / minute), ...units.minute);
    return count(Math.ceil(seconds / hour), ...units.hour);
  };
}
