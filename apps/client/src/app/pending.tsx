import { texts } from '../texts.ts';
import { Logo } from '../ui/logo.tsx';

/** What is there while a page is on its way for longer than one notices: the place where everything will be. */
export function Pending() {
  return (
    <div className="mx-auto flex h-16 max-w-2xl items-center px-4 sm:px-6" role="status">
      <Logo />
      <span className="sr-only">{texts.status.loading}</span>
    </div>
  );
}
