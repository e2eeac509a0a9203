import { Link } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { MessagePage } from './message-page.tsx';

/** Shown at an address that is not one of ours. */
export function NotFoundPage() {
  return (
    <MessagePage title={texts.notFound.title} text={texts.notFound.text}>
      <Link to="/" className="link">
        {texts.notFound.link}
      </Link>
    </MessagePage>
  );
}
