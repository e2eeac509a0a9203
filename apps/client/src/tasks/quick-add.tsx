import { codePoints, createTask, limits } from '@typedo/sdk';
import { Suspense, useId, useRef, useState, type ClipboardEvent, type SubmitEvent } from 'react';
import { flushSync } from 'react-dom';
import { lazyPart } from '../app/lazy-part.ts';
import { ProblemPlace } from '../forms/field.tsx';
import { check } from '../forms/problems.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { PlusIcon } from '../ui/icons.tsx';
import { useTaskActions, type NewTask } from './actions.ts';
import { Length } from './length.tsx';
import { tasksIn } from './pasted.ts';

const PasteQuestion = lazyPart(() => import('./paste-question.tsx'), 'PasteQuestion');

/** The line at the top that takes one task after the other: Enter adds, and the focus stays. */
export function QuickAdd() {
  const { add } = useTaskActions();
  const [title, setTitle] = useState('');
  // Whether there is nothing in the field that its own undo could bring back.
  const [unwritten, setUnwritten] = useState(true);
  const [pasted, setPasted] = useState<readonly NewTask[]>([]);
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (title.trim() === '') return;
    const { data, problems } = check(createTask, { title });
    setProblem(problems?.['title']);
    if (!data) return;
    add([{ title: data.title }]);
    // At once, so that a second press finds nothing to add.
    flushSync(() => {
      setTitle('');
      setUnwritten(true);
    });
  }

  function onPaste(event: ClipboardEvent) {
    const tasks = tasksIn(event.clipboardData.getData('text/plain'));
    if (tasks.length < 2) return;
    event.preventDefault();
    setPasted(tasks);
  }

  function answer(tasks: readonly NewTask[]) {
    setPasted([]);
    if (tasks.length > 0) add(tasks);
    input.current?.focus();
  }

  return (
    <form onSubmit={submit} noValidate>
      <div className="flex items-center rounded-xl bg-surface shadow-card focus-within:outline-2 focus-within:outline-accent">
        <label htmlFor={id} className="ps-(--tick-start) text-muted">
          <PlusIcon />
          <span className="sr-only">{texts.tasks.addLabel}</span>
        </label>
        <input
          ref={input}
          id={id}
          data-quick-add
          data-to-list
          data-unwritten={unwritten && title === '' ? '' : undefined}
          name="title"
          value={title}
          onChange={(event) => {
            setTitle(event.target.value);
            setUnwritten(false);
            setProblem(undefined);
          }}
          onPaste={onPaste}
          placeholder={texts.tasks.addPlaceholder}
          // A keyboard that springs up over the list would be in the way.
          autoFocus={matchMedia('(pointer: fine)').matches}
          autoComplete="off"
          enterKeyHint="done"
          dir="auto"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          className="h-12 min-w-0 flex-1 bg-transparent ps-(--tick-gap) pe-3 text-base outline-none sm:text-task"
        />
        <Button
          type="submit"
          kind="primary"
          className={`me-2 ${title.trim() === '' ? 'invisible' : ''}`}
          // Pressing it leaves the focus in the line, ready for the next task.
          onMouseDown={(event) => event.preventDefault()}
        >
          {texts.tasks.add}
        </Button>
      </div>
      <ProblemPlace id={`${id}-problem`} className="ps-(--tick-start) pt-1.5">
        {problem}
      </ProblemPlace>
      <div className="ps-(--text-start)">
        {!problem && <Length length={codePoints(title.trim())} max={limits.title.max} />}
      </div>
      <Suspense>
        {pasted.length > 0 && <PasteQuestion tasks={pasted} onAdd={() => answer(pasted)} onCancel={() => answer([])} />}
      </Suspense>
    </form>
  );
}
