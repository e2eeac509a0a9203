import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../app/services.ts';
import { wordsOf } from '../app/words.ts';
import { ProblemPlace } from '../forms/field.tsx';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { QuestionDialog } from '../ui/dialog.tsx';

/** What is asked, and what is done then. */
export interface Question {
  title: string;
  text: string;
  submit: string;
  submitting: string;
  /** Answers with what is said aloud afterwards. */
  run: () => Promise<string>;
}

/** Asks, does it when told to, and stays open with the reason when that is refused. */
export function Confirm({
  question,
  onClose,
  finalFocus,
}: {
  /** Null while nothing is asked. */
  question: Question | null;
  onClose: () => void;
  finalFocus: () => HTMLElement | null;
}) {
  // The words stay while the dialog goes.
  const [asked, setAsked] = useState(question);
  if (question && question !== asked) setAsked(question);

  const { announce } = useServices();
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: async () => question?.run(),
    onSuccess: (words) => {
      close();
      if (words) announce(words);
    },
  });

  function close() {
    reset();
    onClose();
  }

  return (
    <QuestionDialog
      open={question !== null}
      onClose={close}
      finalFocus={finalFocus}
      title={asked?.title ?? ''}
      text={asked?.text ?? ''}
    >
      <ProblemPlace className="pt-3">{error && wordsOf(error)}</ProblemPlace>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button onClick={close}>{accountTexts().cancel}</Button>
        {/* Not disabled while it is sent: the focus would fall off it. */}
        <Button kind="alarm" aria-disabled={isPending} onClick={() => !isPending && mutate()}>
          {isPending ? asked?.submitting : asked?.submit}
        </Button>
      </div>
    </QuestionDialog>
  );
}
