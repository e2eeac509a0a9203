import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { changePassword, limits, type ChangePassword } from '@typedo/sdk';
import { HttpError } from '../app/failure.ts';
import { useServices } from '../app/services.ts';
import { Field } from '../forms/field.tsx';
import { useForm, type Sent } from '../forms/use-form.ts';
import { texts } from '../texts.ts';
import { AuthForm } from './auth-form.tsx';
import { AuthPage } from './auth-page.tsx';
import { problemsOf } from './refusal.ts';
import { sessionEnded } from './session.ts';

/** Changes the password of who is signed in. */
export function PasswordPage(): ReactNode {
  const { auth, notices, queries } = useServices();
  const navigate = useNavigate();
  const words = texts.changePassword;

  async function send(input: ChangePassword): Promise<Sent> {
    try {
      await auth.changePassword(input);
    } catch (error) {
      if (!(error instanceof HttpError && error.status === 401)) return problemsOf(error);
      sessionEnded(queries);
      await navigate({ to: '/sign-in', search: { from: '/password', ended: true }, replace: true });
      return undefined;
    }
    await navigate({ to: '/', replace: true });
    notices.show({ text: words.done });
    return undefined;
  }

  const { problems, sending, form } = useForm(changePassword, send);
  const { currentPassword, newPassword } = texts.fields;
  return (
    <AuthPage
      title={words.title}
      lead={words.lead}
      other={
        <Link to="/" className="link">
          {words.back}
        </Link>
      }
    >
      <AuthForm {...form} problems={problems} sending={sending} submit={words.submit} submitting={words.submitting}>
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
    </AuthPage>
  );
}
