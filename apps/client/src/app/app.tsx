import { CSPProvider } from '@base-ui/react/csp-provider';
import { RouterProvider } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import type { createAppRouter } from './router.tsx';
import { ServicesContext, type Services } from './services.ts';

/** The whole page. It is made anew in another language: every component reads its words when it renders. */
export function App({ services, router }: { services: Services; router: ReturnType<typeof createAppRouter> }) {
  const { language } = services;
  return (
    <CSPProvider disableStyleElements>
      <ServicesContext value={services}>
        <RouterProvider key={useSyncExternalStore(language.subscribe, language.current)} router={router} />
      </ServicesContext>
    </CSPProvider>
  );
}
