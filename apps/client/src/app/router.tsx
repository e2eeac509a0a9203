import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { comeBack } from '../session/come-back.ts';
import { sessionQuery, type Session } from '../session/session.ts';
import { CrashPage } from './crash-page.tsx';
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
const TasksPage = lazyRouteComponent(() => import('../tasks/tasks-page.tsx'), 'TasksPage');

const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search): { done?: true } => (search['done'] === true ? { done: true } : {}),
  beforeLoad: async ({ context, location }) => {
    // The page's code comes while the session is asked for.
    void TasksPage.preload?.();
    const { user } = await knownSession(context);
    if (!user) throw redirect({ to: '/sign-in', search: comeBack(location.href), replace: true });
  },
  component: TasksPage,
});

const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password',
  beforeLoad: async ({ context, location }) => {
    const { user } = await knownSession(context);
    if (!user) throw redirect({ to: '/sign-in', search: comeBack(location.href), replace: true });
  },
  component: lazyRouteComponent(() => import('../session/password-page.tsx'), 'PasswordPage'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { from?: string | undefined; ended?: true } => ({
    ...comeBack(search['from']),
    ...(search['ended'] === true ? { ended: true } : {}),
  }),
  beforeLoad: skipIfSignedIn,
  component: lazyRouteComponent(() => import('../session/sign-in-page.tsx'), 'SignInPage'),
});

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: (search): { from?: string | undefined } => comeBack(search['from']),
  beforeLoad: skipIfSignedIn,
  component: lazyRouteComponent(() => import('../session/sign-up-page.tsx'), 'SignUpPage'),
});

async function skipIfSignedIn({
  context,
  search,
}: {
  context: Services;
  search: { from?: string | undefined };
}): Promise<void> {
  const { user } = await knownSession(context);
  if (user) throw redirect({ href: search.from ?? '/', replace: true });
}

/** The session as the page knows it; the server is asked once, and afterwards by the pages themselves. */
function knownSession(services: Services): Promise<Session> {
  return services.queries.query({ ...sessionQuery(services), staleTime: 'static' });
}

/** Makes the router: four pages, each loaded when it is needed. */
export function createAppRouter(services: Services) {
  return createRouter({
    routeTree: rootRoute.addChildren([tasksRoute, passwordRoute, signInRoute, signUpRoute]),
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
