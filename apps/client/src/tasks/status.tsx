import type { ReplicaStatus } from '@typedo/sdk';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useServices } from '../app/services.ts';
import { useRefusedCount, useReplicaStatus } from '../replica/use-workspace.ts';
import { sentence, texts } from '../texts.ts';
import { AlertIcon, CloudOffIcon } from '../ui/icons.tsx';
import { refusedId } from './row-parts.ts';

/** How what is on the page stands to the server, small and in its corner. Nothing is said while all is well. */
export function Status() {
  const status = useReplicaStatus();
  const refused = useRefusedCount();
  const { announce } = useServices();
  const isOnline = useSyncExternalStore(onNetwork, () => navigator.onLine);
  const isOut = status.phase === 'offline' || !isOnline;
  const isSlow = useSlow(status.pending > 0);
  const wasOut = useRef(isOut);
  useEffect(() => {
    if (wasOut.current !== isOut) announce(isOut ? texts.status.offline : texts.status.back);
    wasOut.current = isOut;
  }, [isOut, announce]);

  const text = wordsOf(status, isOut, isSlow);
  return (
    <div className="ms-auto me-3 flex min-w-0 items-center gap-3 text-sm text-muted">
      {refused > 0 && (
        <button
          type="button"
          onClick={() => document.getElementById(refusedId)?.focus()}
          className="flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-2 font-medium text-danger hover:bg-danger-soft touchable"
        >
          <AlertIcon className="size-4.5" />
          {texts.status.refused(refused)}
        </button>
      )}
      <p
        className="flex min-w-0 items-center gap-1.5"
        data-status={status.phase}
        data-pending={status.pending}
        title={status.problem ? sentence(status.problem) : text || texts.status.live}
      >
        {(isOut || status.phase === 'closed') && <CloudOffIcon className="size-4.5 shrink-0" />}
        <span className="truncate tabular-nums">{text}</span>
      </p>
    </div>
  );
}

const patience = 1_500; // milliseconds: what is answered sooner needs no words

/** Whether something has lasted for longer than one notices. */
function useSlow(isBusy: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setTimeout(() => setIsSlow(true), patience);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isBusy]);
  return isSlow;
}

function onNetwork(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

function wordsOf({ phase, pending, storageError }: ReplicaStatus, isOut: boolean, isSlow: boolean): string {
  const words = texts.status;
  if (storageError) return words.storage;
  const waiting = pending > 0 ? words.waiting(pending) : '';
  if (isOut) return [words.offline, waiting].filter(Boolean).join(' · ');
  switch (phase) {
    case 'offline':
      return waiting;
    case 'loading':
      return words.loading;
    case 'syncing':
      return isSlow ? words.syncing : '';
    case 'live':
      return isSlow ? waiting : '';
    case 'signedOut':
      return waiting;
    case 'closed':
      return '';
  }
}
