import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { MessagePage } from './message-page.tsx';

/** Shown instead of a page whose code failed. The browser's console has the error itself. */
export function CrashPage() {
  return (
    <MessagePage title={texts.crash.title} text={texts.crash.text}>
      <Button kind="primary" size="large" onClick={() => location.reload()}>
        {texts.crash.reload}
      </Button>
    </MessagePage>
  );
}
