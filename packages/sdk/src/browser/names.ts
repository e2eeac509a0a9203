/**
 * The version of what tabs share: of the database's schema and of the messages. Whatever changes one of them raises this; a tab with an older
 * version closes its replica as soon as a newer one opens the database.
 */
export const sharedVersion = 1;

/** What a user's database, channel and lock are called. */
export function nameFor(userId: string): string {
  return `typedo-replica:${userId}`;
}
