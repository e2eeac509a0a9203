import { accountRouter } from './account/account.router.ts';
import { syncRouter } from './sync/sync.router.ts';
import { taskRouter } from './task/task.router.ts';
import { router, type Served } from './trpc.ts';

const told = router({ task: taskRouter, sync: syncRouter, account: accountRouter });

/** Every procedure of the service. */
export const appRouter: Served<typeof told> = told;

/** The API as a type: what the SDK is made from, and all that programs see of the server. */
export type AppRouter = typeof told;
