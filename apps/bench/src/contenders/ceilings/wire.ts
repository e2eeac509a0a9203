/** Makes what turns milliseconds since 1970 into a moment on the wire, without a Date each time. */
export function createTimes(): (ms: number) => string {
  const two = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
  const three = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'));
  const dates = new Map<number, string>();
  const dateOf = (day: number) => {
    let date = dates.get(day);
    if (date === undefined) {
      if (dates.size > 10_000) dates.clear(); // 27 years of days, and no more memory than that
      date = new Date(day * dayMs).toISOString().slice(0, 11);
      dates.set(day, date);
    }
    return date;
  };
  return (ms) => {
    const day = Math.floor(ms / dayMs);
    const rest = ms - day * dayMs;
    const seconds = Math.floor(rest / 1000);
    const minutes = Math.floor(seconds / 60);
    const time = `${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}`;
    return `${dateOf(day)}${time}.${three[rest % 1000]}Z`;
  };
}

/** A moment on the wire, of PostgreSQL's text in UTC: `2026-01-02 03:04:05.6+00`, without zeros at the end. */
export function timeOfText(text: string): string {
  if (text.length === 26) return `${text.slice(0, 10)}T${text.slice(11, 23)}Z`;
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;
}

/** Makes what writes the tasks of a user in JSON; ids and times need no quoting. */
export function createTaskText(userId: string) {
  const user = `","userId":${JSON.stringify(userId)},"title":`;
  return (
    id: string,
    title: string,
    description: string | null,
    complete: boolean,
    createdAt: string,
    updatedAt: string,
  ): string => {
    const text = description === null ? 'null' : JSON.stringify(description);
    const start = `{"id":"${id}${user}${JSON.stringify(title)},"description":${text}`;
    return `${start},"complete":${complete},"createdAt":"${createdAt}","updatedAt":"${updatedAt}"}`;
  };
}

/** What a new task has that it had not before, in JSON. */
export function createdText(title: string, description: string | null): string {
  return `{"title":${JSON.stringify(title)},"description":${JSON.stringify(description)},"complete":false}`;
}

/** A page in JSON; `last` is the creation and id of its last task, when another page follows. */
export function pageText(tasks: string[], last: readonly [createdAt: string, id: string] | null): string {
  const cursor = last && Buffer.from(`["newest","${last[0]}","${last[1]}"]`).toString('base64url');
  return `{"tasks":[${tasks.join(',')}],"nextCursor":${cursor === null ? 'null' : `"${cursor}"`}}`;
}

/** A page of a pull in JSON. */
export function pulledText(tasks: string[], deletedIds: string[], cursor: number | string, hasMore: boolean): string {
  return `{"tasks":[${tasks.join(',')}],"deletedIds":${JSON.stringify(deletedIds)},"cursor":${cursor},"hasMore":${hasMore}}`;
}

const dayMs = 24 * 60 * 60 * 1000;
