import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { lazyPart, useIdle } from './lazy-part.ts';

const Around = lazyPart(() => import('./around.tsx'), 'Around');

/** A page, and around it what no first screen waits for. */
export function Root() {
  const idle = useIdle();
  return (
    <>
      <Outlet />
      <Suspense>{idle && <Around />}</Suspense>
    </>
  );
}
