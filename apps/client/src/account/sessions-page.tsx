import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isReason, type Session } from '@typedo/sdk';
import { useRef, useState, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from './confirm.tsx';
import { ListSkeleton, NotLoaded } from './loading.tsx';
import { PageHead, pageHead } from './page-head.tsx';
import { sessionsQuery } from './queries.ts';
import { deviceNameOf, SessionItem } from './session-item.tsx';
import { useUser } from './use-signed-in.ts';

/** Where the account is signed in; each session, or all but this one, can be ended. */
export function SessionsPage(): ReactNode {
  const words = accountTexts().sessions;
  const services = useServices();
  const { typedo, announce } = services;
  const queries = useQueryClient();
  const query = sessionsQuery(services, useUser().id);
  const { data: sessions, error, isPending, refetch } = useQuery(query);
  const [asking, setAsking] = useState(false);
  const others = useRef<HTMLButtonElement>(null);
  const elsewhere = sessions?.filter(({ current }) => !current) ?? [];

  const end = useMutation({
    mutationFn: async (session: Session) => {
      try {
        await typedo.account.sessions.end.mutate({ id: session.id });
      } catch (error) {
        // It ended by itself meanwhile, which is what was wanted.
        if (!isReason(error, 'SESSION_NOT_FOUND')) throw error;
      }
      queries.setQueryData(
        query.queryKey,
        (now) => now && { sessions: now.sessions.filter(({ id }) => id !== session.id) },
      );
      announce(words.ended(deviceNameOf(session)));
      pageHead()?.focus(); // the button is gone
    },
    onSettled: () => queries.invalidateQueries(query),
  });

  async function endOthers() {
    const { ended } = await typedo.account.sessions.endOthers.mutate();
    await queries.invalidateQueries(query);
    return words.endedOthers(ended);
  }

  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {isPending && <ListSkeleton />}
      {error && <NotLoaded text={words.notLoaded} error={error} again={() => void refetch()} />}
      {sessions && (
        <>
          <ul aria-label={words.listed} className="divide-y divide-line rounded-xl bg-surface shadow-card">
            {[...sessions.filter(({ current }) => current), ...elsewhere].map((session) => {
              const mine = end.variables?.id === session.id;
              return (
                <SessionItem
                  key={session.id}
                  session={session}
                  ending={mine && end.isPending}
                  error={mine ? end.error : null}
                  onEnd={() => !end.isPending && end.mutate(session)}
                />
              );
            })}
          </ul>
          {elsewhere.length > 0 ? (
            <Button ref={others} kind="danger" className="-ms-3 mt-4" onClick={() => setAsking(true)}>
              {words.endOthers}
            </Button>
          ) : (
            <p className="mt-4 text-sm text-muted">{words.alone}</p>
          )}
        </>
      )}
      <Confirm
        question={
          asking
            ? {
                title: words.endOthersTitle,
                text: words.endOthersText(elsewhere.length),
                submit: words.endOthers,
                submitting: words.ending,
                run: endOthers,
              }
            : null
        }
        onClose={() => setAsking(false)}
        finalFocus={() => others.current ?? pageHead()}
      />
    </>
  );
}
