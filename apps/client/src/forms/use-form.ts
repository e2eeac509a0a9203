import { useRef, useState, type InputEvent, type SubmitEvent } from 'react';
import { check, type Problems, type Schema } from './problems.ts';

/** What a form's sending came to: nothing to say, or what is wrong by field (`''` is the whole form). */
export type Sent = Problems | undefined;

/**
 * A form that is checked by a schema of the contract: first when it is sent, then at each change, so that nobody is corrected
 * while still typing. The first wrong field gets the focus. A second send while one is under way does nothing.
 */
export function useForm<T>(schema: Schema<T>, send: (data: T) => Promise<Sent>) {
  const [problems, setProblems] = useState<Problems>({});
  const [sending, setSending] = useState(false);
  const busy = useRef(false);
  const strict = useRef(false);

  async function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy.current) return;
    const form = event.currentTarget;
    strict.current = true;
    const { data, problems } = check(schema, valuesOf(form));
    if (problems) return show(form, problems);
    busy.current = true;
    setSending(true);
    try {
      show(form, (await send(data)) ?? {});
    } finally {
      busy.current = false;
      setSending(false);
    }
  }

  function onInput(event: InputEvent<HTMLFormElement>) {
    const form = event.currentTarget;
    if (strict.current) setProblems(seated(form, check(schema, valuesOf(form)).problems ?? {}));
  }

  function show(form: HTMLFormElement, problems: Problems) {
    setProblems(seated(form, problems));
    const first = [...form.elements].find((element) => element instanceof HTMLInputElement && problems[element.name]);
    if (first instanceof HTMLElement) first.focus();
  }

  return { problems, sending, form: { onSubmit, onInput, noValidate: true } };
}

/** What is wrong with a field that the form does not have is said of the whole form, so that no refusal is silent. */
function seated(form: HTMLFormElement, problems: Problems): Problems {
  const seats: Problems = {};
  for (const [field, problem] of Object.entries(problems)) {
    const seat = form.elements.namedItem(field) ? field : '';
    seats[seat] = seats[seat] ? `${seats[seat]} ${problem}` : problem;
  }
  return seats;
}

function valuesOf(form: HTMLFormElement): Record<string, unknown> {
  return Object.fromEntries(new FormData(form));
}
