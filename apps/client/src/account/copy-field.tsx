import { useId, useRef, useState, type Ref } from 'react';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { CheckIcon, CopyIcon } from '../ui/icons.tsx';

/** A text to take along, with a button that copies it. Where the page may not copy, the text is selected instead. */
export function CopyField({
  label,
  value,
  hint,
  button,
  why,
  primary = false,
}: {
  label: string;
  value: string;
  hint?: string;
  button?: Ref<HTMLButtonElement>;
  /** The id of what says why it should be copied. */
  why?: string;
  primary?: boolean;
}) {
  const words = accountTexts().keys;
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const below = state === 'refused' ? words.select : hint;

  async function copy() {
    try {
      await navigator.clipboard.writeText(value); // there is no clipboard on a page without TLS
      setState('copied');
    } catch {
      setState('refused');
      field.current?.select();
    }
  }

  return (
    <div>
      <div className="mb-1.5 flex items-center justify-between gap-4">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        <Button
          ref={button}
          kind={primary ? 'primary' : 'plain'}
          aria-label={words.copyOf(label)}
          aria-describedby={why}
          onClick={() => void copy()}
        >
          {state === 'copied' ? <CheckIcon className="size-4" /> : <CopyIcon className="size-4" />}
          {state === 'copied' ? words.copied : words.copy}
        </Button>
      </div>
      <span role="status" className="sr-only">
        {state === 'copied' && words.copied}
      </span>
      <textarea
        ref={field}
        id={id}
        readOnly
        rows={1}
        value={value}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={below ? `${id}-below` : undefined}
        onFocus={(event) => event.target.select()}
        className="w-full rounded-lg bg-raised px-3 py-2.5 font-mono text-sm break-all ring-1 ring-line ring-inset"
      />
      {below && (
        <p id={`${id}-below`} role={state === 'refused' ? 'alert' : undefined} className="mt-1.5 text-sm text-muted">
          {below}
        </p>
      )}
    </div>
  );
}
