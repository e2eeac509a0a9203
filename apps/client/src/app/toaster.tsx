import { Toast } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { texts } from '../texts.ts';
import { CloseIcon } from '../ui/icons.tsx';
import { useServices } from './services.ts';

const stay = 8_000; // milliseconds; the pointer or the focus on a notice stops the clock

/** Shows the notices, the newest in front. F6 moves the focus to them. */
export function Toaster() {
  return (
    <Toast.Provider timeout={stay} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={texts.notices}
          className="above-banner fixed inset-x-4 bottom-4 z-20 mx-auto max-w-96 outline-none sm:right-6 sm:bottom-6 sm:left-auto sm:w-96"
        >
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { notices } = useServices();
  const { toasts, add, close } = Toast.useToastManager();

  useEffect(
    () =>
      notices.take({
        clear: () => close(),
        show: ({ text, about, action }) => {
          const id: string = add({
            title: text,
            description: about,
            ...(action && {
              actionProps: {
                children: action.label,
                onClick: () => {
                  close(id);
                  action.run();
                },
              },
            }),
          });
        },
      }),
    [notices, add, close],
  );

  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} swipeDirection={['down', 'right']} className="toast">
      <Toast.Content className="flex items-center gap-2 py-2 ps-4 pe-2 transition-opacity data-behind:opacity-0 data-expanded:opacity-100">
        <div className="min-w-0 flex-1 text-sm">
          <Toast.Title className="font-medium" />
          <Toast.Description className="written truncate text-muted" />
        </div>
        <Toast.Action className="h-8 shrink-0 rounded-lg px-3 text-sm font-medium text-accent hover:bg-accent-soft touchable" />
        <Toast.Close
          aria-label={texts.tasks.dismiss}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-raised hover:text-ink touchable"
        >
          <CloseIcon className="size-4.5" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
