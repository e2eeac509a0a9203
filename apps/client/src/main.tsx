// oxlint-disable-next-line import/no-unassigned-import -- it acts by being imported, before the first schema is made
import './zod-without-eval.ts';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createTypedo } from '@typedo/sdk';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAnnouncer } from './app/announcer.ts';
import { App } from './app/app.tsx';
import { createConnection } from './app/connection.ts';
import { createNotices } from './app/notices.ts';
import { reloadForLostChunks } from './app/reload.ts';
import { createAppRouter } from './app/router.tsx';
import type { Services } from './app/services.ts';
import { followSession } from './replica/workspaces.ts';
import { createAuth } from './session/auth.ts';
import { beginRemembered, followOtherTabs, heedFailure } from './session/session.ts';
import { createUpdates } from './shell/updates.ts';
import { createPageLanguage, type PageLanguage } from './texts/language.ts';
import { createTheme } from './theme/theme.ts';
import './styles.css';

const onError = (error: unknown) => heedFailure(queries, error);

const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    // The connection repeats what failed on the way; a refusal is not repeated.
    queries: { networkMode: 'always', retry: false, staleTime: 10_000 },
    mutations: { networkMode: 'always', retry: false },
  },
});

reloadForLostChunks(window);
beginRemembered(queries);
const typedo = createTypedo({ url: location.origin, cookies: true, attempts: 1 });

// Not awaited here: a module that waits keeps what others share with it in files of their own.
void createPageLanguage(window).then(start);

/** Shows the page, its first words already in the reader's language. */
function start(language: PageLanguage): void {
  const services: Services = {
    typedo,
    auth: createAuth(location.origin),
    connection: createConnection(window),
    notices: createNotices(),
    queries,
    workspaces: followSession(queries, typedo),
    theme: createTheme(window),
    language,
    updates: createUpdates(window),
    announce: createAnnouncer(document),
  };
  followOtherTabs(queries);

  // index.html has this element.
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App services={services} router={createAppRouter(services)} />
    </StrictMode>,
  );
}
