import type { CreatedKey } from '@typedo/sdk';
import { useEffect, useId, useRef, useState } from 'react';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { CopyField } from './copy-field.tsx';
import { DialogHead, FormDialog } from '../ui/dialog.tsx';
import { KeyForm } from './key-form.tsx';

/** Makes a key, and shows its secret this once: it is nowhere in the page when the dialog has closed. */
export function NewKey(props: { open: boolean; onClose: () => void; finalFocus: () => HTMLElement | null }) {
  return (
    <FormDialog {...props}>
      <Steps onClose={props.onClose} />
    </FormDialog>
  );
}

function Steps({ onClose }: { onClose: () => void }) {
  const words = accountTexts().keys;
  const [made, setMade] = useState<CreatedKey | null>(null);
  if (made) return <Made secret={made.secret} onClose={onClose} />;
  return (
    <>
      <DialogHead title={words.createTitle} />
      <KeyForm onMade={setMade} onCancel={onClose} />
    </>
  );
}

function Made({ secret, onClose }: { secret: string; onClose: () => void }) {
  const words = accountTexts().keys;
  const copy = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => copy.current?.focus(), []); // the form that had the focus is gone; the button reads aloud what to do

  const line = `curl -H 'Authorization: Bearer ${secret}' ${location.origin}/trpc/account.me`;
  return (
    <>
      <DialogHead title={words.madeTitle} text={words.madeText} id={id} />
      <div className="mt-5 flex flex-col gap-5">
        <CopyField label={words.secret} value={secret} button={copy} why={id} primary />
        <CopyField label={words.tryIt} value={line} hint={words.tryItText} />
      </div>
      <div className="mt-6 flex justify-end">
        <Button className="h-9" onClick={onClose}>
          {words.finish}
        </Button>
      </div>
    </>
  );
}
