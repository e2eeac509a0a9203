import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

const backdrop =
  'fixed inset-0 z-20 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
const viewport = 'fixed inset-0 z-20 grid place-items-center overflow-y-auto p-4 max-sm:items-end';
const popup =
  'w-full max-w-md rounded-2xl bg-surface p-5 shadow-float outline-none transition-[scale,opacity] duration-150 data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0 sm:p-6';

interface Props {
  open: boolean;
  onClose: () => void;
  /** Where the focus goes afterwards; null leaves it to the button that opened the dialog, if it is still there. */
  finalFocus: () => HTMLElement | null;
  children: ReactNode;
}

/** A dialog for something to fill in. It is closed by Esc or its buttons, not by a press beside it: what was typed would be gone. */
export function FormDialog({ open, onClose, finalFocus, children }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Viewport className={viewport}>
          <Dialog.Popup finalFocus={() => finalFocus() ?? true} className={popup}>
            {children}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The name of a {@link FormDialog}, and what it is about; `id` is the latter's. */
export function DialogHead({ title, text, id }: { title: string; text?: string; id?: string }) {
  return (
    <>
      <Dialog.Title className="text-lg font-semibold tracking-tight">{title}</Dialog.Title>
      {text && (
        <Dialog.Description id={id} className="mt-1.5 text-sm text-pretty text-muted">
          {text}
        </Dialog.Description>
      )}
    </>
  );
}

/** A dialog that asks before something is done. */
export function QuestionDialog({
  open,
  onClose,
  finalFocus,
  title,
  text,
  children,
}: Props & { title: string; text: string }) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Viewport className={viewport}>
          <AlertDialog.Popup finalFocus={() => finalFocus() ?? true} className={popup}>
            <AlertDialog.Title className="written text-lg font-semibold tracking-tight">{title}</AlertDialog.Title>
            <AlertDialog.Description className="mt-1.5 text-sm text-pretty text-muted">{text}</AlertDialog.Description>
            {children}
          </AlertDialog.Popup>
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
