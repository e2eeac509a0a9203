import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { lazyPart, useIdle } from './lazy-part.ts';
import { UpdateNotice } from '../shell/update-notice.tsx';
import { ConnectionBanner } from './connection-banner.tsx';

const Toaster = lazyPart(() => import('./toaster.tsx'), 'Toaster');

/** What every page has around it: the state of the connection, word of a new version, and the notices. */
export function Root() {
  const idle = useIdle();
  return (
    <>
      <Outlet />
      <ConnectionBanner />
      <UpdateNotice />
      <Suspense>{idle && <Toaster />}</Suspense>
    </>
  );
}
