import { useNavigate } from '@tanstack/react-router';
import { useServices } from '../app/services.ts';
import type { Sent } from '../forms/use-form.ts';
import type { User } from './auth.ts';
import { problemsOf } from './refusal.ts';

/** Makes a form's `send` from a call that signs in: goes on to where the person was going, or says what was wrong. */
export function useBegin<T>(call: (input: T) => Promise<User>, from: string | undefined): (input: T) => Promise<Sent> {
  const { session } = useServices();
  const navigate = useNavigate();
  return async (input) => {
    try {
      session.begin(await call(input));
    } catch (error) {
      return problemsOf(error);
    }
    // In place of the form: nobody wants to go back to it.
    await navigate({ href: from ?? '/', replace: true });
    return undefined;
  };
}
