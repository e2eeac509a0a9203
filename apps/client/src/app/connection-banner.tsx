import { useMutationState } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { CloudOffIcon } from '../ui/icons.tsx';
import { useServices } from './services.ts';

/** Says calmly that the server cannot be reached, what that means for what was just done, and that it will pass. */
export function ConnectionBanner() {
  const { connection, announce } = useServices();
  const state = useSyncExternalStore(connection.subscribe, connection.state);
  const waiting = useMutationState({ filters: { status: 'pending' }, select: () => true }).length;
  const out = state !== 'online';

  useEffect(() => (out ? () => announce(texts.connection.back) : undefined), [out, announce]);

  // A page that is closed now would lose what waits in it.
  const atRisk = out && waiting > 0;
  useEffect(() => {
    if (!atRisk) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [atRisk]);

  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-4 z-10 flex justify-center">
      {state !== 'online' && (
        <div
          data-banner
          className="pointer-events-auto flex items-center gap-3 rounded-xl bg-surface py-2 ps-4 pe-2 text-sm shadow-float"
        >
          <CloudOffIcon className="shrink-0 text-muted max-sm:hidden" />
          <p>
            <span className="font-medium">{texts.connection[state]}</span>{' '}
            <span className="text-muted">
              {waiting > 0 ? texts.connection.waiting(waiting) : texts.connection.retrying}
            </span>
          </p>
          <Button onClick={connection.retry}>{texts.connection.retry}</Button>
        </div>
      )}
    </div>
  );
}
