import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { MessagePage } from '../app/message-page.tsx';
import { accountTexts } from './account-texts.ts';

/** What is left of an account that was deleted: a word. */
export function GoodbyePage(): ReactNode {
  const words = accountTexts().deletion;
  return (
    <MessagePage title={words.goneTitle} text={words.goneText}>
      <Link to="/sign-up" className="link">
        {words.goneLink}
      </Link>
    </MessagePage>
  );
}
