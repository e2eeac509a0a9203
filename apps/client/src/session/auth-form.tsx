import type { ComponentProps, ReactNode } from 'react';
import type { Problems } from '../forms/problems.ts';
import { ProblemPlace } from '../forms/field.tsx';
import { Button } from '../ui/button.tsx';

/** The form of an account page: its fields, what is wrong with the whole, and the button. */
export function AuthForm({
  problems,
  sending,
  submit,
  submitting,
  children,
  ...form
}: ComponentProps<'form'> & {
  problems: Problems;
  sending: boolean;
  submit: string;
  submitting: string;
  children: ReactNode;
}) {
  return (
    <form {...form}>
      {children}
      <ProblemPlace className="pb-4">{problems['']}</ProblemPlace>
      {/* Not disabled while sending: the focus would fall off it. A second press does nothing. */}
      <Button type="submit" kind="primary" size="large" className="mt-2 w-full" aria-disabled={sending}>
        {sending ? submitting : submit}
      </Button>
    </form>
  );
}
