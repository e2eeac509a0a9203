/**
 * Every limit of the contract, in one place. Schemas, database constraints, forms and documents read them from here.
 * Lengths count Unicode code points, not UTF-16 units or bytes.
 */
export const limits = {
  /** A title, after trimming. */
  title: { min: 1, max: 200 },
  /** A description; null is allowed as well and differs from the empty text. */
  description: { max: 1000 },
  /** The id of an account. */
  userId: { min: 1, max: 255 },
  /** A search text. */
  search: { min: 1, max: 200 },
  /** Rows on one page of a list or a history. */
  page: { min: 1, max: 100, default: 50 },
  /** Rows in one answer of `sync.pull`. */
  pull: { min: 1, max: 1000, default: 500 },
  /** Mutations in one `sync.push`. */
  push: { min: 1, max: 100 },
  /** Streams of `sync.live` that one account may have open on one server. */
  streams: { max: 100 },
  /** Ids in one `updateMany` or `deleteMany`. */
  many: { min: 1, max: 100 },
  /** A page cursor; the longest holds a title of 200 control characters, which JSON writes as 6 bytes each. */
  cursor: { max: 2000 },
  /** The name of an API key. */
  keyName: { min: 1, max: 100 },
  /** The life of an API key, in days. */
  keyDays: { min: 1, max: 3650 },
  /** API keys of one account. */
  keys: { max: 100 },
  /** Sessions of one account; the oldest end. */
  sessions: { max: 100 },
  /** What a browser says about itself, as far as it is shown. */
  userAgent: { max: 500 },
  /** Tasks or changes on one page of an export. */
  export: { min: 1, max: 500, default: 200 },
  /** A password. The upper limit bounds the cost of hashing. */
  password: { min: 10, max: 128 },
  /** The displayed name of an account. */
  accountName: { min: 1, max: 100 },
  /** Calls in one HTTP batch. */
  batch: { max: 20 },
  /** Issues in one `INVALID_INPUT` answer. */
  issues: { max: 10 },
  /** How long the outcome of a mutation id is kept, in days. An older id is refused, never run again. */
  mutationDays: 90,
  /** How long a task stays in the trash, in days. Then it is gone, with its history. */
  trashDays: 30,
  /** How long a change stays in the history, in days. */
  historyDays: 365,
} as const;

/** The limits that no schema carries: the server keeps them. */
export const serverLimits = [
  'streams',
  'keys',
  'batch',
  'mutationDays',
  'trashDays',
  'historyDays',
] as const satisfies (keyof typeof limits)[];
