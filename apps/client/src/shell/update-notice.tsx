import { useEffect, useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import { texts } from '../texts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CloseIcon } from '../ui/icons.tsx';

/** Says that a newer version is at hand. It waits until the person wants it: a reload of its own could cost them a thought. */
export function UpdateNotice() {
  const { updates, connection, announce } = useServices();
  const ready = useSyncExternalStore(updates.subscribe, updates.ready);
  const online = useSyncExternalStore(connection.subscribe, connection.state) === 'online';
  const isShown = ready && online;

  useEffect(() => {
    if (isShown) announce(texts.update.ready);
  }, [isShown, announce]);

  return (
    <div className="pointer-events-none fixed inset-x-4 bottom-4 z-10 flex justify-center sm:inset-x-6 sm:bottom-6 sm:justify-start">
      {isShown && (
        <section
          aria-label={texts.update.ready}
          data-banner
          className="pointer-events-auto flex items-center gap-2 rounded-xl bg-surface py-2 ps-4 pe-2 text-sm shadow-float"
        >
          <p className="me-1 font-medium">{texts.update.ready}</p>
          <Button onClick={updates.reload}>{texts.update.reload}</Button>
          <IconButton label={texts.update.later} onClick={updates.later}>
            <CloseIcon className="size-4.5" />
          </IconButton>
        </section>
      )}
    </div>
  );
}
