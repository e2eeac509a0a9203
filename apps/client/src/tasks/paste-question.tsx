import { useEffect, useRef } from 'react';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import type { NewTask } from './actions.ts';

const shown = 5;

/** Asks whether several pasted lines shall become as many tasks. */
export function PasteQuestion({
  tasks,
  onAdd,
  onCancel,
}: {
  tasks: readonly NewTask[];
  onAdd: () => void;
  onCancel: () => void;
}) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears the keys of its buttons
    <div
      role="alertdialog"
      aria-label={texts.paste.question(tasks.length)}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onCancel();
      }}
      className="mt-2 rounded-xl bg-surface p-4 shadow-card"
    >
      <p className="font-medium">{texts.paste.question(tasks.length)}</p>
      <ul className="mt-2 text-sm text-muted">
        {tasks.slice(0, shown).map(({ title }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two lines may be the same, and none moves
          <li key={index} dir="auto" className="written truncate">
            {title}
          </li>
        ))}
        {tasks.length > shown && <li>{texts.paste.more(tasks.length - shown)}</li>}
      </ul>
      <div className="mt-3 flex gap-2">
        <Button ref={yes} kind="primary" onClick={onAdd}>
          {texts.paste.add(tasks.length)}
        </Button>
        <Button onClick={onCancel}>{texts.paste.cancel}</Button>
      </div>
    </div>
  );
}
