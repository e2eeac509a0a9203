import type { ComponentProps } from 'react';

const kinds = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'text-ink ring-1 ring-inset ring-line bg-surface hover:bg-raised',
  quiet: 'text-muted hover:bg-raised hover:text-ink',
  alarm: 'bg-danger text-surface hover:opacity-90',
  danger: 'text-danger hover:bg-danger-soft',
};

const sizes = {
  large: 'h-11 px-4 text-task',
  small: 'h-8 px-3 text-sm pointer-coarse:h-10 touchable',
};

/** A button in one of five weights; there is at most one `primary` in a place. */
export function Button({
  kind = 'plain',
  size = 'small',
  className = '',
  ...props
}: ComponentProps<'button'> & { kind?: keyof typeof kinds; size?: keyof typeof sizes }) {
  return (
    <button
      type="button"
      className={`inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg font-medium transition-colors ${kinds[kind]} ${sizes[size]} ${className}`}
      {...props}
    />
  );
}

/** A button that shows an icon alone; its label is read aloud and shown on hover. */
export function IconButton({ label, className = '', ...props }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-raised hover:text-ink touchable ${className}`}
      {...props}
    />
  );
}
