import { limits } from '@typedo/sdk';
import { useEffect, useRef, useState } from 'react';
import { useServices } from '../app/services.ts';
import { wordsOf } from '../app/words.ts';
import { accountTexts } from './account-texts.ts';
import { exportFile, type Counted, type Format } from './export-file.ts';

/** Where an export stands. */
export type ExportState =
  | { phase: 'idle' }
  | ({ phase: 'collecting' } & Counted)
  | { phase: 'ready'; name: string }
  | { phase: 'failed'; format: Format; why: string };

/** Collects all that the account holds and hands it to the browser as a download. It ends with the page. */
export function useExport() {
  const words = accountTexts().data;
  const { typedo, connection, session, announce } = useServices();
  const [state, setState] = useState<ExportState>({ phase: 'idle' });
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function start(format: Format) {
    if (running.current) return;
    const { signal } = (running.current = new AbortController());
    setState({ phase: 'collecting', tasks: 0, changes: 0 });
    announce(words.begun);
    try {
      const page = (cursor: string | null) => {
        const input = { limit: limits.export.max, ...(cursor === null ? {} : { cursor }) };
        return connection.reach(() => typedo.account.export.query(input, { signal }), signal);
      };
      const file = await exportFile(format, page, (counted) => {
        if (!signal.aborted) setState({ phase: 'collecting', ...counted });
      });
      if (signal.aborted) return;
      const name = `typedo-${localDay(new Date())}.${format}`;
      download(file, name);
      setState({ phase: 'ready', name });
      announce(words.ready(name));
    } catch (error) {
      if (signal.aborted) return;
      session.heed(error);
      setState({ phase: 'failed', format, why: wordsOf(error) });
    } finally {
      if (running.current?.signal === signal) running.current = null;
    }
  }

  function stop() {
    running.current?.abort();
    running.current = null;
    setState({ phase: 'idle' });
    announce(words.stopped);
  }

  return { state, start, stop };
}

/** Year, month and day as file names have them, in the viewer's zone. */
function localDay(date: Date): string {
  return new Intl.DateTimeFormat('sv', { dateStyle: 'short' }).format(date);
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // the browser reads it for as long as it writes
}
