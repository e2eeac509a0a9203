/** A moment as it is on the wire, from milliseconds since 1970. Throws RangeError for what is no moment. */
export function toTime(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * Makes a {@link toTime} for many moments, as those of a page, of which it was half of the work: it keeps the text of the last day, which the
 * next moment often shares.
 */
export function createToTime(): (ms: number) => string {
  let [dayBegins, day] = [NaN, ''];
  return (exact) => {
    const ms = Math.trunc(exact); // as the clock does
    let inDay = ms - dayBegins;
    if (!(inDay >= 0 && inDay < dayMs)) {
      // Years of four digits; the contract has no others. It throws for what is no moment.
      if (!(ms >= firstMs && ms <= lastMs)) return toTime(exact);
      dayBegins = Math.floor(ms / dayMs) * dayMs;
      day = toTime(dayBegins).slice(0, 11);
      inDay = ms - dayBegins;
    }
    const seconds = Math.floor(inDay / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const end = String(inDay - seconds * 1000).padStart(3, '0');
    return `${day}${two[hours]!}:${two[minutes - hours * 60]!}:${two[seconds - minutes * 60]!}.${end}Z`; // each is below 60
  };
}

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** `2026-01-02 03:04:05.6` becomes `2026-01-02T03:04:05.600Z`: PostgreSQL leaves out zeros at the end. Throws RangeError for any other form. */
export function fromPostgres(text: string): string {
  if (isUsual(text)) return `${text.slice(0, 10)}T${text.slice(11)}Z`;
  if (!postgresTime.test(text)) throw new RangeError('Invalid time value');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20).padEnd(3, '0')}Z`;
}

/** Whether it has all three thousandths and a year of four digits: nearly all have, and a pattern takes longer to find that out. */
function isUsual(text: string): boolean {
  return (
    text.length === 23 && text.charCodeAt(4) === dash && text.charCodeAt(10) === space && text.charCodeAt(19) === point
  );
}

const [dash, space, point] = [0x2d, 0x20, 0x2e];
const postgresTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?$/;
const dayMs = 86_400_000;
const firstMs = -62_135_596_800_000; // 0001-01-01T00:00:00.000Z
const lastMs = 253_402_300_799_999; // 9999-12-31T23:59:59.999Z
