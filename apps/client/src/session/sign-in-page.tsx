import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { signIn } from '@typedo/sdk';
import { useServices } from '../app/services.ts';
import { Field } from '../forms/field.tsx';
import { useForm } from '../forms/use-form.ts';
import { texts } from '../texts.ts';
import { AuthForm } from './auth-form.tsx';
import { AuthPage } from './auth-page.tsx';
import { useBegin } from './use-begin.ts';

const route = getRouteApi('/sign-in');

/** Opens a session. */
export function SignInPage(): ReactNode {
  const { auth } = useServices();
  const { from, ended } = route.useSearch();
  const { problems, sending, form } = useForm(signIn, useBegin(auth.signIn, from));
  const words = texts.signIn;
  return (
    <AuthPage
      title={words.title}
      lead={ended ? words.ended : words.lead}
      other={
        <>
          {words.other}{' '}
          <Link to="/sign-up" search={from ? { from } : {}} className="link">
            {words.otherLink}
          </Link>
        </>
      }
    >
      <AuthForm {...form} problems={problems} sending={sending} submit={words.submit} submitting={words.submitting}>
        <Field
          label={texts.fields.email.label}
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          problem={problems['email']}
        />
        <Field
          label={texts.fields.password.label}
          name="password"
          type="password"
          autoComplete="current-password"
          problem={problems['password']}
        />
      </AuthForm>
    </AuthPage>
  );
}
