import type { ReactNode } from 'react';
import { AlertIcon } from './icons.tsx';

const kinds = {
  danger: { box: 'bg-danger-soft', icon: 'text-danger' },
  notice: { box: 'bg-notice ring-1 ring-notice-line ring-inset', icon: '' },
};

/** A box that says, aloud too, what went wrong and why; below it stands what can be done about it. */
export function Alert({
  kind = 'danger',
  title,
  text,
  className,
  children,
}: {
  kind?: keyof typeof kinds;
  title: string;
  text?: string;
  className: string;
  children: ReactNode;
}) {
  const { box, icon } = kinds[kind];
  return (
    <div className={`rounded-xl text-sm ${box} ${className}`}>
      <p role="alert" className="flex gap-(--tick-gap)">
        <AlertIcon className={`size-5 shrink-0 ${icon}`} />
        <span>
          <span className="font-medium">{title}</span> {text}
        </span>
      </p>
      {children}
    </div>
  );
}
