import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { QuestionDialog } from '../ui/dialog.tsx';
import { useUnsent } from './unsent.ts';

/** Asks who signs out whether changes that are on this device alone shall go. It says so as well when they are sent meanwhile. */
export function UnsentQuestion({
  open,
  onStay,
  onLeave,
  finalFocus,
}: {
  open: boolean;
  onStay: () => void;
  onLeave: () => void;
  finalFocus: () => HTMLElement | null;
}) {
  const { waiting, refused } = useUnsent();
  const words = texts.unsent;
  return (
    <QuestionDialog
      open={open}
      onClose={onStay}
      finalFocus={finalFocus}
      title={words.title}
      text={words.text(waiting, refused)}
    >
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button onClick={onStay}>{words.stay}</Button>
        <Button kind="alarm" onClick={onLeave}>
          {waiting + refused > 0 ? words.anyway : texts.signOut}
        </Button>
      </div>
    </QuestionDialog>
  );
}
