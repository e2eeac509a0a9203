import { useState } from 'react';
import { useRefused, useWorkspace } from '../replica/use-workspace.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { refusedId } from './row-parts.ts';
import { Trouble } from './trouble.tsx';

const few = 3;

/** The writes that the server refused, each with why and what can be done about it. Nothing of them is lost until it is dropped. */
export function RefusedList() {
  const { replica } = useWorkspace();
  const refused = useRefused();
  const [isLong, setIsLong] = useState(false);

  if (refused.length === 0) return null;
  return (
    <section id={refusedId} tabIndex={-1} aria-label={texts.trouble.title} className="mt-3 scroll-mt-6 outline-none">
      <ul>
        {(isLong ? refused : refused.slice(0, few)).map((one) => (
          <li key={one.op.mutationId}>
            <Trouble refused={one} />
          </li>
        ))}
      </ul>
      {refused.length > few && (
        <div className="mt-2 flex gap-2">
          <Button onClick={() => setIsLong(!isLong)}>
            {isLong ? texts.trouble.fewer : texts.trouble.all(refused.length)}
          </Button>
          <Button onClick={() => refused.forEach(({ op }) => void replica.retry(op.mutationId))}>
            {texts.trouble.retryAll}
          </Button>
        </div>
      )}
    </section>
  );
}
