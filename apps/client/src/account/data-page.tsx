import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { accountTexts } from './account-texts.ts';
import { ExportPanel } from './export-panel.tsx';
import { PageHead } from './page-head.tsx';

/** What a person may do with all that is kept of theirs: take it along, or have it erased. */
export function DataPage(): ReactNode {
  const words = accountTexts().data;
  return (
    <>
      <PageHead title={words.title} lead={words.exportText} />
      <h2 className="mb-3 font-semibold">{words.exportTitle}</h2>
      <ExportPanel />
      <h2 className="mt-10 font-semibold">{words.deleteTitle}</h2>
      <p className="mt-1 mb-3 text-sm text-pretty text-muted">{words.deleteText}</p>
      <Link
        to="/account/data/delete"
        className="-ms-3 inline-flex h-9 items-center rounded-lg px-3 text-sm font-medium text-danger transition-colors hover:bg-danger-soft touchable"
      >
        {words.deleteLink}
      </Link>
    </>
  );
}
