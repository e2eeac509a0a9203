import { wordsOf } from '../app/words.ts';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { Alert } from '../ui/alert.tsx';

/** The shape of a list that is on its way; seen only when it takes a moment. */
export function ListSkeleton() {
  return (
    <div role="status" className="skeleton divide-y divide-line rounded-xl bg-surface shadow-card">
      <span className="sr-only">{accountTexts().loading}</span>
      {['w-2/5', 'w-1/3'].map((width) => (
        <div key={width} className="flex h-17 flex-col justify-center gap-2.5 px-4">
          <span className={`h-3 rounded-full bg-raised ${width}`} />
          <span className="h-2.5 w-3/5 rounded-full bg-raised" />
        </div>
      ))}
    </div>
  );
}

/** Says that a list did not come, why, and offers to ask again. */
export function NotLoaded({ text, error, again }: { text: string; error: unknown; again: () => void }) {
  return (
    <Alert title={text} text={wordsOf(error)} className="p-4">
      <Button className="mt-3 ms-[calc(1.25rem+var(--tick-gap))]" onClick={again}>
        {accountTexts().again}
      </Button>
    </Alert>
  );
}
