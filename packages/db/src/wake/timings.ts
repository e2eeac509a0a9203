/** Milliseconds. */
export const defaultTimings = {
  /** How long everything goes on after the last subscriber has left: one who loads a page anew is back soon. */
  linger: 5_000,
  /** How long the notification of a self-test may take. */
  test: 3_000,
  /** Between two self-tests of a line that works. */
  testAgain: 30_000,
  /** Between two tries to listen: at first, and at most. */
  retry: 250,
  retryLongest: 10_000,
  /** Between two tries to listen where notifications are swallowed: a setting mends that, not time. */
  retrySwallowed: 60_000,
  /** Between two polls while not listening, and while the database is away at most. */
  poll: 500,
  pollAway: 2_000,
  /** Between two polls while listening: a server may die between its commit and its notification. */
  pollListening: 10_000,
  /** How long an end may take. */
  close: 1_000,
};

export type Timings = Readonly<typeof defaultTimings>;
