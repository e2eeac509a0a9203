import { texts } from '../texts.ts';

const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3', 'w-2/3'];

/** The shape of tasks that are on their way; seen only when they take a moment. */
export function Skeleton() {
  return (
    <div role="status" className="skeleton mt-3">
      <span className="sr-only">{texts.tasks.loading}</span>
      {widths.map((width) => (
        <div key={width} className="flex h-10.5 items-center gap-(--tick-gap) ps-(--tick-start)">
          <span className="size-5 rounded-full bg-raised" />
          <span className={`h-3 rounded-full bg-raised ${width}`} />
        </div>
      ))}
    </div>
  );
}
