import { longDate } from '../texts.ts';

const day = 24 * 60 * 60 * 1000; // milliseconds

/** How many days lie between a moment and now, as the viewer's calendar counts them; negative for what is to come. */
export function daysSince(moment: string, now = new Date()): number {
  // A day of 23 or 25 hours rounds to one.
  return Math.round((midnight(now) - midnight(new Date(moment))) / day);
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** A moment as a date, in the viewer's language and zone. */
export function dateOf(moment: string | Date): string {
  return longDate(new Date(moment));
}

/** The moment that is so many days ahead. */
export function inDays(days: number, now = new Date()): Date {
  return new Date(now.getTime() + days * day);
}
