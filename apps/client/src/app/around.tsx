import { UpdateNotice } from '../shell/update-notice.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Toaster } from './toaster.tsx';

/** What every page has around it: the state of the connection, word of a new version, and the notices. */
export function Around() {
  return (
    <>
      <ConnectionBanner />
      <UpdateNotice />
      <Toaster />
    </>
  );
}
