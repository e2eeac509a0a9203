import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { comeBack } from '../session/come-back.ts';
import { tasksSearch } from '../tasks/search-params.ts';
import { CrashPage } from './crash-page.tsx';
import { lazyPart } from './lazy-part.ts';
import { NotFoundPage } from './not-found-page.tsx';
import { Pending } from './pending.tsx';
import { Root } from './root.tsx';
import type { Services } from './services.ts';

const rootRoute = createRootRouteWithContext<Services>()({
  component: Root,
  errorComponent: CrashPage,
  notFoundComponent: NotFoundPage,
});

// The pages name what they return: they use the router, whose type is made of theirs.
const TasksPage = lazyPart(() => import('../tasks/tasks-page.tsx'), 'TasksPage', CrashPage);

const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: tasksSearch,
  beforeLoad: async ({ context, location }) => {
    // The page's code comes while the session is asked for.
    void TasksPage.preload().catch(() => {}); // the router asks again, and says so
    const { user, lastUser } = await context.session.known();
    if (!user && !lastUser) throw redirect({ to: '/sign-in', search: comeBack(location.href), replace: true });
  },
  component: TasksPage,
});

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  beforeLoad: async ({ context, location }) => {
    const { user } = await context.session.known();
    if (!user) throw redirect({ to: '/sign-in', search: comeBack(location.href), replace: true });
  },
  component: lazyPart(() => import('../account/account-layout.tsx'), 'AccountLayout', CrashPage),
});

const accountIndexRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/account/sessions', replace: true });
  },
});

const sessionsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sessions',
  component: lazyPart(() => import('../account/sessions-page.tsx'), 'SessionsPage', CrashPage),
});

const keysRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/keys',
  component: lazyPart(() => import('../account/keys-page.tsx'), 'KeysPage', CrashPage),
});

const passwordRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/password',
  component: lazyPart(() => import('../account/password-page.tsx'), 'PasswordPage', CrashPage),
});

const dataRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/data',
  component: lazyPart(() => import('../account/data-page.tsx'), 'DataPage', CrashPage),
});

const deleteRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/data/delete',
  component: lazyPart(() => import('../account/delete-page.tsx'), 'DeletePage', CrashPage),
});

const accountRoutes = accountRoute.addChildren([
  accountIndexRoute,
  sessionsRoute,
  keysRoute,
  passwordRoute,
  dataRoute,
  deleteRoute,
]);

// Where the password was changed before there were account pages; password managers know it under this address too.
const oldPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password',
  beforeLoad: () => {
    throw redirect({ to: '/account/password', replace: true });
  },
});

const goodbyeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/goodbye',
  component: lazyPart(() => import('../account/goodbye-page.tsx'), 'GoodbyePage', CrashPage),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { from?: string | undefined; ended?: true } => ({
    ...comeBack(search['from']),
    ...(search['ended'] === true ? { ended: true } : {}),
  }),
  beforeLoad: skipIfSignedIn,
  component: lazyPart(() => import('../session/sign-in-page.tsx'), 'SignInPage', CrashPage),
});

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: (search): { from?: string | undefined } => comeBack(search['from']),
  beforeLoad: skipIfSignedIn,
  component: lazyPart(() => import('../session/sign-up-page.tsx'), 'SignUpPage', CrashPage),
});

async function skipIfSignedIn({
  context,
  search,
}: {
  context: Services;
  search: { from?: string | undefined };
}): Promise<void> {
  const { user } = await context.session.known();
  if (user) throw redirect({ href: search.from ?? '/', replace: true });
}

/** Makes the router: a handful of pages, each loaded when it is needed. */
export function createAppRouter(services: Services) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      tasksRoute,
      accountRoutes,
      oldPasswordRoute,
      signInRoute,
      signUpRoute,
      goodbyeRoute,
    ]),
    context: services,
    defaultPreload: 'intent',
    defaultPendingComponent: Pending,
    defaultPendingMs: 400,
    defaultPendingMinMs: 0,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
