// oxlint-disable-next-line import/no-unassigned-import -- it acts by being imported, before the first schema is made
import './zod-without-eval.ts';
import { createTypedo } from '@typedo/sdk';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createAnnouncer } from './app/announcer.ts';
import { App } from './app/app.tsx';
import { createConnection } from './app/connection.ts';
import { keepFocus } from './app/focus-keeper.ts';
import { createNotices } from './app/notices.ts';
import { reloadForLostChunks } from './app/reload.ts';
import { createAppRouter } from './app/router.tsx';
import type { Services } from './app/services.ts';
import { forgetOn } from './replica/open.ts';
import { followSession } from './replica/workspaces.ts';
import { createAuth } from './session/auth.ts';
import { createSession } from './session/session.ts';
import { createUpdates } from './shell/updates.ts';
import { createPageLanguage, type PageLanguage } from './texts/language.ts';
import { createTheme } from './theme/theme.ts';
import './styles.css';

reloadForLostChunks(window);
const typedo = createTypedo({ url: location.origin, cookies: true, attempts: 1 });
const auth = createAuth(location.origin);
const connection = createConnection(window);
const session = createSession({
  auth,
  connection,
  window,
  // What the browser does not let go of now is still shown to nobody else: it is kept under the account's own name.
  clear: (userId) => void forgetOn(userId).catch(() => {}),
});
const workspaces = followSession(session, typedo);

// Not awaited here: a module that waits keeps what others share with it in files of their own.
void createPageLanguage(window).then(start);

/** Shows the page, its first words already in the reader's language. */
function start(language: PageLanguage): void {
  const services: Services = {
    typedo,
    auth,
    connection,
    session,
    notices: createNotices(),
    workspaces,
    theme: createTheme(window),
    language,
    updates: createUpdates(window),
    announce: createAnnouncer(document),
  };
  keepFocus(document);

  // index.html has this element.
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App services={services} router={createAppRouter(services)} />
    </StrictMode>,
  );
}
