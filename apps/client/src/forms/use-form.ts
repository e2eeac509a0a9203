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
    if (strict.current) setProblems(check(schema, valuesOf(event.currentTarget)).problems ?? {});
  }

  function show(form: HTMLFormElement, problems: Problems) {
    setProblems(problems);
    const first = [...form.elements].find((element) => element instanceof HTMLInputElement && problems[element.name]);
    if (first instanceof HTMLElement) first.focus();
  }

  return { problems, sending, form: { onSubmit, onInput, noValidate: true } };
}

function valuesOf(form: HTMLFormElement): Record<string, unknown> {
  return Object.fromEntries(new FormData(form));
}
