import { Problem } from '../forms/field.tsx';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { CheckIcon, DownloadIcon } from '../ui/icons.tsx';
import type { Format } from './export-file.ts';
import { useExport } from './use-export.ts';

/** The two files that an account can be taken along as, and how far the one under way has come. */
export function ExportPanel() {
  const words = accountTexts().data;
  const choices = [
    { format: 'json', label: words.json, text: words.jsonText },
    { format: 'csv', label: words.csv, text: words.csvText },
  ] as const;
  const { state, start, stop } = useExport();
  const collecting = state.phase === 'collecting';
  return (
    <div className="rounded-xl bg-surface shadow-card">
      <ul className="divide-y divide-line">
        {choices.map(({ format, label, text }) => (
          <li
            key={format}
            className="flex items-center gap-4 px-4 py-3.5 max-sm:flex-col max-sm:items-stretch max-sm:gap-3"
          >
            <p id={`export-${format}`} className="flex-1 text-sm text-pretty text-muted">
              {text}
            </p>
            <Button
              className="h-9 sm:w-40"
              aria-describedby={`export-${format}`}
              aria-disabled={collecting}
              onClick={() => void start(format)}
            >
              <DownloadIcon className="size-4.5" />
              {label}
            </Button>
          </li>
        ))}
      </ul>
      {state.phase !== 'idle' && (
        <div className="flex min-h-13 items-center gap-3 border-t border-line px-4 py-2 text-sm">
          {state.phase === 'collecting' && (
            <>
              <p className="flex-1 text-muted tabular-nums">{words.collecting(state.tasks, state.changes)}</p>
              <Button onClick={stop}>{accountTexts().cancel}</Button>
            </>
          )}
          {state.phase === 'ready' && (
            <p className="flex gap-2">
              <CheckIcon className="size-5 shrink-0 text-accent" />
              <span className="written">{words.ready(state.name)}</span>
            </p>
          )}
          {state.phase === 'failed' && <Failed {...state} again={(format) => void start(format)} />}
        </div>
      )}
    </div>
  );
}

function Failed({ format, why, again }: { format: Format; why: string; again: (format: Format) => void }) {
  const words = accountTexts().data;
  return (
    <>
      <div role="alert" className="flex-1">
        <Problem>
          {words.failed} {why}
        </Problem>
      </div>
      <Button onClick={() => again(format)}>{accountTexts().again}</Button>
    </>
  );
}
