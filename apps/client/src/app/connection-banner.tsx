import { useLocation } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { CloudOffIcon } from '../ui/icons.tsx';
import { useServices } from './services.ts';

/** Says calmly that the server cannot be reached, and that it will pass. The task page says it in its header, with what waits. */
export function ConnectionBanner() {
  const { connection, workspaces, announce } = useServices();
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const hasTasks = useSyncExternalStore(workspaces.subscribe, workspaces.current) !== null;
  const saysItself = useLocation().pathname === '/' && hasTasks;
  const out = !saysItself && state !== 'online';

  useEffect(() => {
    if (!out) return;
    announce(texts.connection[state]);
    return () => {
      if (connection.state() === 'online') announce(texts.connection.back);
    };
  }, [out, state, connection, announce]);

  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-4 z-10 flex justify-center">
      {out && (
        <section
          aria-label={texts.connection[state]}
          data-banner
          className="pointer-events-auto flex items-center gap-3 rounded-xl bg-surface py-2 ps-4 pe-2 text-sm shadow-float"
        >
          <CloudOffIcon className="shrink-0 text-muted max-sm:hidden" />
          <p>
            <span className="font-medium">{texts.connection[state]}</span>{' '}
            <span className="text-muted">{texts.connection.retrying}</span>
          </p>
          <Button onClick={connection.retry}>{texts.connection.retry}</Button>
        </section>
      )}
    </div>
  );
}
