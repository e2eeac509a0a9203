/** Makes what turns milliseconds since 1970 into a moment on the wire; it keeps the text of the last day, which the next moment often shares. */
export function createTimes(): (ms: number) => string {
  const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
  let [dayBegins, day] = [NaN, ''];
  return (ms) => {
    let inDay = ms - dayBegins;
    if (!(inDay >= 0 && inDay < dayMs)) {
      dayBegins = Math.floor(ms / dayMs) * dayMs;
      day = new Date(dayBegins).toISOString().slice(0, 11);
      inDay = ms - dayBegins;
    }
    const seconds = Math.floor(inDay / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const end = String(inDay - seconds * 1000).padStart(3, '0');
    return `${day}${two[hours]}:${two[minutes - hours * 60]}:${two[seconds - minutes * 60]}.${end}Z`;
  };
}

/** Makes what turns PostgreSQL's text, `2026-01-02 03:04:05.6`, into a moment on the wire. Of a task that was never changed both times are the same. */
export function createTextTimes(): (text: string) => string {
  let [last, told] = ['', ''];
  return (text) => {
    if (text !== last) [last, told] = [text, `${text.slice(0, 10)}T${thousandths(text.slice(11))}Z`];
    return told;
  };
}

/** With the zeros at the end that PostgreSQL leaves out. */
function thousandths(time: string): string {
  return time.length === 12 ? time : `${time.slice(0, 8)}.${time.slice(9).padEnd(3, '0')}`;
}

const dayMs = 86_400_000;
