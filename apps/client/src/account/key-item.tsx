import type { ApiKey } from '@typedo/sdk';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { Badge } from './badge.tsx';
import { dateOf, daysSince } from './days.ts';

const soon = 14; // days

/** Whether a key has stopped working by itself. */
export function isExpired({ expiresAt }: ApiKey): boolean {
  return expiresAt !== null && new Date(expiresAt).getTime() <= Date.now();
}

/** One key: what it is called and may do, how old it is, when it was used, how long it works. */
export function KeyItem({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: (button: HTMLButtonElement) => void }) {
  const words = accountTexts().keys;
  const { name, start, scopes, createdAt, lastUsedAt } = apiKey;
  const expired = isExpired(apiKey);
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-3.5 gap-y-1.5 px-4 py-3.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        <span className={`written ${expired ? 'text-muted' : ''}`}>{name}</span>
        {expired && <Badge kind="over">{words.expired}</Badge>}
      </p>
      <div className="col-start-1 col-end-3 row-start-2 text-muted sm:col-end-2">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <code className="font-mono text-2xs">{start}…</code>
          {scopes.map((scope) => (
            <Badge key={scope} kind="plain">
              {words.scopes[scope].name}
            </Badge>
          ))}
        </p>
        <p className="mt-1.5 flex flex-wrap gap-x-4">
          <span>{lifeOf(apiKey)}</span>
          <span>{lastUsedAt ? words.used(accountTexts().ago(daysSince(lastUsedAt))) : words.unused}</span>
          <span>{words.created(dateOf(createdAt))}</span>
        </p>
      </div>
      <Button
        kind="danger"
        className="col-start-2 row-start-1 max-sm:-me-3 sm:row-span-2"
        aria-label={words.revokeOf(name)}
        onClick={(event) => onRevoke(event.currentTarget)}
      >
        {words.revoke}
      </Button>
    </li>
  );
}

function lifeOf(apiKey: ApiKey): string {
  const words = accountTexts().keys;
  const { expiresAt } = apiKey;
  if (expiresAt === null) return words.never;
  if (isExpired(apiKey)) return words.expiredOn(dateOf(expiresAt));
  const days = -daysSince(expiresAt);
  return days <= soon ? words.expiresSoon(accountTexts().ahead(days)) : words.expires(dateOf(expiresAt));
}
