import { useQueryClient } from '@tanstack/react-query';
import { changePassword, limits, type ChangePassword } from '@typedo/sdk';
import { useState, type ReactNode } from 'react';
import { HttpError } from '../app/failure.ts';
import { useServices } from '../app/services.ts';
import { Field } from '../forms/field.tsx';
import { useForm, type Sent } from '../forms/use-form.ts';
import { AuthForm } from '../session/auth-form.tsx';
import { problemsOf } from '../session/refusal.ts';
import { texts } from '../texts.ts';
import { PageHead } from './page-head.tsx';
import { useUser } from './use-signed-in.ts';

/** Changes the password of who is signed in. */
export function PasswordPage(): ReactNode {
  const words = texts.changePassword;
  const [changes, setChanges] = useState(0);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {/* A form of its own after each change: what was typed is gone from the page. */}
      <PasswordForm key={changes} onChanged={() => setChanges(changes + 1)} />
    </>
  );
}

function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const words = texts.changePassword;
  const { auth, notices, session } = useServices();
  const queries = useQueryClient();
  const { id, email } = useUser();

  async function send(input: ChangePassword): Promise<Sent> {
    try {
      await auth.changePassword(input);
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 401)) return problemsOf(error);
      session.end(); // the frame goes on from here
      return undefined;
    }
    void queries.invalidateQueries({ queryKey: ['account', id] }); // the other sessions have ended
    onChanged();
    notices.show({ text: words.done });
    return undefined;
  }

  const { problems, sending, form } = useForm(changePassword, send);
  const { currentPassword, newPassword } = texts.fields;
  return (
    <div className="max-w-sm">
      <AuthForm {...form} problems={problems} sending={sending} submit={words.submit} submitting={words.submitting}>
        {/* For password managers: whose password this is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <Field
          label={currentPassword.label}
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          autoFocus
          problem={problems['currentPassword']}
        />
        <Field
          label={newPassword.label}
          name="newPassword"
          type="password"
          autoComplete="new-password"
          hint={texts.signUp.passwordHint(limits.password.min)}
          problem={problems['newPassword']}
        />
      </AuthForm>
    </div>
  );
}
