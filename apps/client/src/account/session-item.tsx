import type { Session } from '@typedo/sdk';
import { wordsOf } from '../app/words.ts';
import { ProblemPlace } from '../forms/field.tsx';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { PhoneIcon, ScreenIcon } from '../ui/icons.tsx';
import { Badge } from './badge.tsx';
import { dateOf, daysSince } from './days.ts';
import { deviceOf } from './device.ts';

/** What a session is called. */
export function deviceNameOf({ userAgent }: Session): string {
  const words = accountTexts().sessions;
  const { browser, system } = deviceOf(userAgent);
  return words.device(browser, system);
}

/** One sign-in: on what, from where, since when, and how to end it. */
export function SessionItem({
  session,
  ending,
  error,
  onEnd,
}: {
  session: Session;
  ending: boolean;
  error: Error | null;
  onEnd: () => void;
}) {
  const words = accountTexts().sessions;
  const name = deviceNameOf(session);
  const Icon = deviceOf(session.userAgent).handheld ? PhoneIcon : ScreenIcon;
  return (
    <li className="px-4 py-3.5">
      <div className="grid grid-cols-[auto_1fr_auto] items-center gap-x-3.5 gap-y-0.5 text-sm">
        <Icon className="text-muted" />
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium" title={session.userAgent ?? undefined}>
          <span className="written">{name}</span>
          {session.current && <Badge>{words.current}</Badge>}
        </p>
        <div className="col-start-2 col-end-4 row-start-2 text-muted sm:col-end-3">
          <p className="written">
            {words.used(accountTexts().ago(daysSince(session.lastUsedAt)))}
            {session.address && <> {words.address(session.address)}</>}
          </p>
          <p>
            <time dateTime={session.createdAt}>{words.began(dateOf(session.createdAt))}</time>
          </p>
        </div>
        {!session.current && (
          <Button
            className="col-start-3 row-start-1 sm:row-span-2"
            aria-label={words.endOf(name)}
            aria-disabled={ending}
            onClick={onEnd}
          >
            {ending ? words.ending : words.end}
          </Button>
        )}
      </div>
      <ProblemPlace className="ps-8.5 pt-2">{error && wordsOf(error)}</ProblemPlace>
    </li>
  );
}
