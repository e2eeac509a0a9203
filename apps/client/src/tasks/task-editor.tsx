import { codePoints, difference, limits, patch, type Patch, type Task } from '@typedo/sdk';
import { useId, useRef, useState, type FocusEvent, type KeyboardEvent, type SubmitEvent } from 'react';
import { isMac } from '../commands/keys.ts';
import { ProblemPlace } from '../forms/field.tsx';
import { check, type Problems } from '../forms/problems.ts';
import { moment, texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Length } from './length.tsx';

/** A task's texts, edited where they stand. Enter saves (in the description with Ctrl or ⌘), Esc leaves all as it was. */
export function TaskEditor({
  before,
  onSave,
  onStop,
  onDelete,
}: {
  before: Task;
  onSave: (patch: Patch) => void;
  onStop: () => void;
  onDelete: () => void;
}) {
  const [title, setTitle] = useState(before.title);
  const [description, setDescription] = useState(before.description ?? '');
  const [problems, setProblems] = useState<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  const id = useId();

  function submit(event?: SubmitEvent) {
    event?.preventDefault();
    const change = difference(before, withTexts(before, title, description));
    if (!change) return onStop();
    const { data, problems } = check(patch, change);
    if (data) return onSave(data);
    setProblems(problems);
    // Who left the editor is not called back: it stays open with what is wrong.
    if (form.current?.contains(document.activeElement))
      form.current.querySelector<HTMLElement>(`[name=${problems['title'] ? 'title' : 'description'}]`)?.focus();
  }

  /** Whoever goes on to something else has finished here. A window that goes to the back is no such thing. */
  function onBlur({ relatedTarget }: FocusEvent) {
    if (!document.hasFocus() || form.current?.contains(relatedTarget)) return;
    if (relatedTarget ?? document.activeElement === document.body) submit();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return; // this Enter or Esc belongs to the input method
    const inTitle = event.target instanceof HTMLElement && event.target.id === `${id}-title`;
    if (event.key === 'Escape') onStop();
    else if (event.key === 'Enter' && (inTitle || event.ctrlKey || event.metaKey)) submit();
    else return;
    event.preventDefault();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it hears the keys of its fields and buttons
    <form
      ref={form}
      onSubmit={submit}
      onKeyDown={onKeyDown}
      onBlur={onBlur}
      // A press beside the fields leaves the focus where it is.
      onMouseDown={(event) =>
        event.target instanceof Element && !event.target.closest('textarea, button') && event.preventDefault()
      }
      aria-label={texts.editor.label(before.title)}
      noValidate
      className="relative my-2 rounded-xl bg-surface shadow-card outline-accent has-[textarea:focus]:outline-2"
    >
      {/* The circle stays in its place, but here it is no button: what is edited is the text. */}
      <span
        className="absolute top-4 start-[calc(0.5rem+var(--tick-start))] size-5 rounded-full border-[1.5px] border-line"
        aria-hidden="true"
      />
      <label htmlFor={`${id}-title`} className="sr-only">
        {texts.fields.title.label}
      </label>
      <textarea
        id={`${id}-title`}
        name="title"
        rows={1}
        dir="auto"
        // The person asked for this editor a moment ago.
        autoFocus
        onFocus={(event) => event.target.setSelectionRange(title.length, title.length)}
        value={title}
        onChange={(event) => setTitle(event.target.value.replaceAll('\n', ' '))}
        aria-invalid={problems['title'] ? true : undefined}
        aria-describedby={problems['title'] ? `${id}-title-problem` : undefined}
        className="written w-full rounded-t-xl bg-transparent pt-3.5 pe-4 pb-1 ps-[calc(0.5rem+var(--text-start))] text-base font-medium outline-none sm:text-task"
      />
      <Below
        id={`${id}-title-problem`}
        problem={problems['title']}
        length={codePoints(title.trim())}
        max={limits.title.max}
      />
      <label htmlFor={`${id}-description`} className="sr-only">
        {texts.fields.description.label}
      </label>
      <textarea
        id={`${id}-description`}
        name="description"
        rows={2}
        dir="auto"
        placeholder={texts.fields.description.placeholder}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
        aria-invalid={problems['description'] ? true : undefined}
        aria-describedby={problems['description'] ? `${id}-description-problem` : undefined}
        className="written max-h-96 min-h-16 w-full bg-transparent py-1 pe-4 ps-[calc(0.5rem+var(--text-start))] text-base outline-none sm:text-sm"
      />
      <Below
        id={`${id}-description-problem`}
        problem={problems['description']}
        length={codePoints(description)}
        max={limits.description.max}
      />
      <p className="pb-2.5 ps-[calc(0.5rem+var(--text-start))] text-2xs text-muted">
        {texts.editor.created(moment(new Date(before.createdAt)))}
      </p>
      <div className="flex items-center gap-2 border-t border-line p-2">
        <Button kind="danger" className="me-auto sm:ms-[calc(var(--text-start)-0.75rem)]" onClick={onDelete}>
          {texts.editor.delete}
        </Button>
        <Button onClick={onStop}>{texts.editor.cancel}</Button>
        <Button kind="primary" type="submit" title={isMac() ? texts.editor.saveKeysMac : texts.editor.saveKeys}>
          {texts.editor.save}
        </Button>
      </div>
    </form>
  );
}

function Below({ id, problem, length, max }: { id: string; problem: string | undefined; length: number; max: number }) {
  return (
    <div className="pe-4 ps-[calc(0.5rem+var(--text-start))]">
      <ProblemPlace id={id}>{problem}</ProblemPlace>
      {!problem && <Length length={length} max={max} />}
    </div>
  );
}

/** A task with the texts of the fields. An empty description is none, unless it was the empty text before; a field knows one end of line. */
function withTexts(before: Task, title: string, description: string): Task {
  const isSame = description === (before.description ?? '').replaceAll('\r\n', '\n');
  return { ...before, title, description: isSame ? before.description : description || null };
}
