export type { Accounts } from './account/accounts.ts';
export { catalogue, type CatalogueEntry } from './catalogue.ts';
export type { Caller } from './caller.ts';
export type { Context } from './context.ts';
export { refusalOf, type ErrorShape } from './errors.ts';
export { procedureAt } from './procedure-at.ts';
export { appRouter, type AppRouter } from './router.ts';
export { createFeed, type Feed, type FeedEvent, type FeedStream } from './sync/feed.ts';
