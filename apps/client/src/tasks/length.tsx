import { texts } from '../texts.ts';

/** How long a text is, from when its limit comes near. */
export function Length({ length, max }: { length: number; max: number }) {
  if (length < max * 0.9) return null;
  return (
    <p className={`py-1 text-2xs tabular-nums ${length > max ? 'text-danger' : 'text-muted'}`}>
      {texts.lengthNow(length, max)}
    </p>
  );
}
