import { Link, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useServices } from '../app/services.ts';
import { useReplicaStatus } from '../replica/use-workspace.ts';
import { comeBack } from '../session/come-back.ts';
import { texts } from '../texts.ts';

/** The session is over. Everything stays to be seen and changed; it is sent when the person has signed in again. */
export function SessionBanner() {
  const { pending } = useReplicaStatus();
  const { href } = useLocation();
  const { announce } = useServices();

  useEffect(() => announce(texts.sessionOver.title), [announce]);

  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-xl bg-notice px-4 py-3 text-sm ring-1 ring-notice-line ring-inset">
      <p className="flex-1">
        <span className="font-medium">{texts.sessionOver.title}</span> {texts.sessionOver.text(pending)}
      </p>
      <Link to="/sign-in" search={{ ...comeBack(href), ended: true }} className="link py-1">
        {texts.sessionOver.signIn}
      </Link>
    </div>
  );
}
