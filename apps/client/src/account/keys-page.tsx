import { useQuery, useQueryClient } from '@tanstack/react-query';
import { isReason, type ApiKey } from '@typedo/sdk';
import { useRef, useState, type ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { KeyIcon, PlusIcon } from '../ui/icons.tsx';
import { Confirm, type Question } from './confirm.tsx';
import { isExpired, KeyItem } from './key-item.tsx';
import { ListSkeleton, NotLoaded } from './loading.tsx';
import { NewKey } from './new-key.tsx';
import { PageHead, pageHead } from './page-head.tsx';
import { keysQuery } from './queries.ts';
import { useUser } from './use-signed-in.ts';

/** The account's API keys: made, looked at, revoked. */
export function KeysPage(): ReactNode {
  const words = accountTexts().keys;
  const services = useServices();
  const { typedo } = services;
  const queries = useQueryClient();
  const query = keysQuery(services, useUser().id);
  const { data: keys, error, isPending, refetch } = useQuery(query);
  const [creating, setCreating] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const create = useRef<HTMLButtonElement>(null);
  const asked = useRef<HTMLButtonElement>(null);

  async function revoke({ id, name }: ApiKey) {
    try {
      await typedo.account.keys.revoke.mutate({ id });
    } catch (error) {
      // Another page was faster, which is what was wanted.
      if (!isReason(error, 'KEY_NOT_FOUND')) throw error;
    }
    await queries.invalidateQueries(query);
    return words.revoked(name);
  }

  function ask(key: ApiKey, button: HTMLButtonElement) {
    asked.current = button;
    setQuestion({
      title: words.revokeTitle(key.name),
      text: isExpired(key) ? words.removeText : words.revokeText,
      submit: words.revoke,
      submitting: words.revoking,
      run: () => revoke(key),
    });
  }

  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <Button ref={create} kind="primary" className="h-9 ps-2" onClick={() => setCreating(true)}>
          <PlusIcon className="size-4.5" />
          {words.create}
        </Button>
      </PageHead>
      {isPending && <ListSkeleton />}
      {error && <NotLoaded text={words.notLoaded} error={error} again={() => void refetch()} />}
      {keys?.length === 0 && <NoKeys />}
      {keys && keys.length > 0 && (
        <ul aria-label={words.listed} className="divide-y divide-line rounded-xl bg-surface shadow-card">
          {keys.map((key) => (
            <KeyItem key={key.id} apiKey={key} onRevoke={(button) => ask(key, button)} />
          ))}
        </ul>
      )}
      <NewKey open={creating} onClose={() => setCreating(false)} finalFocus={() => create.current} />
      <Confirm
        question={question}
        onClose={() => setQuestion(null)}
        finalFocus={() => (asked.current?.isConnected ? asked.current : pageHead())}
      />
    </>
  );
}

function NoKeys() {
  const words = accountTexts().keys;
  return (
    <div className="flex flex-col items-center rounded-xl border border-dashed border-edge/60 px-6 py-12 text-center">
      <KeyIcon className="size-7 text-muted" />
      <h2 className="mt-3 font-semibold">{words.emptyTitle}</h2>
      <p className="mt-1 max-w-xs text-sm text-pretty text-muted">{words.emptyText}</p>
    </div>
  );
}
