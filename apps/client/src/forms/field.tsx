import { useId, type ComponentProps, type ReactNode } from 'react';
import { AlertIcon } from '../ui/icons.tsx';

/** One line of a form: its label, the input, and below it a hint or what is wrong. */
export function Field({
  label,
  hint,
  problem,
  ...input
}: ComponentProps<'input'> & { label: string; hint?: string; problem: string | undefined }) {
  const id = useId();
  const below = problem ? `${id}-problem` : hint ? `${id}-hint` : undefined;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={problem ? true : undefined}
        aria-describedby={below}
        className="h-11 w-full rounded-lg bg-surface px-3 text-base ring-1 ring-edge ring-inset aria-invalid:ring-danger aria-invalid:outline-danger"
        {...input}
      />
      {/* The line is kept free, so that a sentence that comes and goes moves nothing; it stands nearer to its own field than to the next. */}
      <div className="min-h-10.5 pt-1.5 pb-4 text-sm">
        {problem ? (
          <Problem id={`${id}-problem`}>{problem}</Problem>
        ) : hint ? (
          <p id={`${id}-hint`} className="text-pretty text-muted">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** What is wrong with a field. */
export function Problem({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex gap-1.5 text-sm text-pretty text-danger">
      <AlertIcon className="mt-0.5 size-4 shrink-0" />
      {children}
    </p>
  );
}

/** Where it is said what is wrong. It is there before anything is, so that what comes is read aloud. */
export function ProblemPlace({
  id,
  className = '',
  children,
}: {
  id?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div role="alert" className={`empty:hidden ${className}`}>
      {children && <Problem {...(id !== undefined && { id })}>{children}</Problem>}
    </div>
  );
}
