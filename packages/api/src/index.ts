export type { Accounts } from './account/accounts.ts';
export type { Context } from './context.ts';
export { refusalOf, type ErrorShape } from './errors.ts';
export { appRouter, type AppRouter } from './router.ts';
