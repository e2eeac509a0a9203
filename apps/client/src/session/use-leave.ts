import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useServices } from '../app/services.ts';
import { texts } from '../texts.ts';

/** Makes what signs the person out: this device forgets all that is theirs, also where the server cannot be told at once. */
export function useLeave(): () => Promise<void> {
  const { auth, session, notices } = useServices();
  const navigate = useNavigate();

  // Where one comes to then: there may be no connection any more.
  useEffect(() => void import('./sign-in-page.tsx').catch(() => {}), []);

  return async () => {
    let told: Awaited<ReturnType<typeof auth.signOut>>;
    try {
      told = await auth.signOut();
    } catch {
      notices.show({ text: texts.signOutFailed });
      return;
    }
    session.forget();
    if (told === 'later') session.look(); // which goes on until the server was told
    await navigate({ to: '/sign-in' });
    if (told === 'later') notices.show({ text: texts.signOutLater });
  };
}
