import { accountRouter } from './account/account.router.ts';
import { syncRouter } from './sync/sync.router.ts';
import { taskRouter } from './task/task.router.ts';
import { router } from './trpc.ts';

/** Every procedure of the service. */
export const appRouter = router({ task: taskRouter, sync: syncRouter, account: accountRouter });

/** The API as a type: what the SDK is made from. */
export type AppRouter = typeof appRouter;
