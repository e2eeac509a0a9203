import { reasonOf } from '@typedo/sdk';
import { sentence, texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { AlertIcon } from '../ui/icons.tsx';
import type { Paged } from './use-tasks.ts';

/** The foot of a list: the way to its next page if there is one, or why it could not be loaded. */
export function More({ more, failed }: Paged) {
  if (failed) {
    const refusal = reasonOf(failed.error);
    return (
      <div className="mt-3 flex items-center gap-(--tick-gap) ps-(--tick-start) text-sm">
        <AlertIcon className="size-5 shrink-0 text-danger" />
        <p role="alert" className="flex-1">
          {texts.tasks.notLoaded} {refusal && sentence(refusal)}
        </p>
        <Button onClick={failed.again}>{texts.trouble.again}</Button>
      </div>
    );
  }
  if (!more) return null;
  return (
    <Button className="mt-2 self-start" aria-disabled={more.loading} onClick={() => more.loading || more.load()}>
      {more.loading ? texts.tasks.moreLoading : texts.tasks.more}
    </Button>
  );
}
