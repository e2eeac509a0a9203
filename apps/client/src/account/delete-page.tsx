import { Link, useRouter } from '@tanstack/react-router';
import { isReason, type DeleteAccount } from '@typedo/sdk';
import type { ReactNode } from 'react';
import { useServices } from '../app/services.ts';
import { wordsOf } from '../app/words.ts';
import { Field, ProblemPlace } from '../forms/field.tsx';
import { useForm, type Sent } from '../forms/use-form.ts';
import { texts } from '../texts.ts';
import { accountTexts } from './account-texts.ts';
import { Button } from '../ui/button.tsx';
import { deletionInput } from './deletion-input.ts';
import { ExportPanel } from './export-panel.tsx';
import { PageHead } from './page-head.tsx';
import { useUser } from './use-signed-in.ts';

/** Says what a deletion does, offers the export, and deletes the account of who knows its password. */
export function DeletePage(): ReactNode {
  const words = accountTexts().deletion;
  const { typedo, auth, session, notices } = useServices();
  const { email } = useUser();
  const router = useRouter();

  async function send(input: DeleteAccount): Promise<Sent> {
    try {
      await typedo.account.delete.mutate(input);
    } catch (error) {
      if (isReason(error, 'WRONG_PASSWORD')) return { password: texts.changePassword.wrong };
      session.heed(error);
      return { '': wordsOf(error) };
    }
    notices.clear();
    await router.navigate({ to: '/goodbye', replace: true });
    session.forget();
    await auth.signOut().catch(() => undefined); // only for the cookie, which proves nothing any more
    return undefined;
  }

  const { problems, sending, form } = useForm(deletionInput(email), send);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <h2 className="mb-2 font-semibold">{words.whatHappens}</h2>
      <ul className="list-disc space-y-1.5 ps-5 text-sm text-pretty marker:text-muted">
        {words.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <h2 className="mt-8 mb-3 font-semibold">{words.exportTitle}</h2>
      <ExportPanel />
      <h2 className="mt-8 mb-4 font-semibold">{words.formTitle}</h2>
      <form {...form} className="max-w-sm">
        <Field
          label={words.confirmation(email)}
          name="confirmation"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          problem={problems['confirmation']}
        />
        <Field
          label={texts.fields.password.label}
          name="password"
          type="password"
          autoComplete="current-password"
          problem={problems['password']}
        />
        <ProblemPlace className="pb-4">{problems['']}</ProblemPlace>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <Button type="submit" kind="alarm" size="large" aria-disabled={sending}>
            {sending ? words.submitting : words.submit}
          </Button>
          <Link to="/account/data" className="link py-2 text-sm">
            {words.back}
          </Link>
        </div>
      </form>
    </>
  );
}
