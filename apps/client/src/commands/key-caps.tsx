import { printed } from './keys.ts';

/** Keys as they lie on the keyboard, e.g. of `Mod+k`. */
export function KeyCaps({ keys = '' }: { keys: string | undefined }) {
  return (
    <span className="flex gap-1">
      {printed(keys).map((key) => (
        <kbd
          key={key}
          className="rounded-md bg-raised px-1.5 py-0.5 font-sans text-2xs text-muted ring-1 ring-line ring-inset"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
