import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { limits, signUp } from '@typedo/sdk';
import { useServices } from '../app/services.ts';
import { Field } from '../forms/field.tsx';
import { useForm } from '../forms/use-form.ts';
import { texts } from '../texts.ts';
import { AuthForm } from './auth-form.tsx';
import { AuthPage } from './auth-page.tsx';
import { useBegin } from './use-begin.ts';

const route = getRouteApi('/sign-up');

/** Makes an account and opens its first session. */
export function SignUpPage(): ReactNode {
  const { auth } = useServices();
  const { from } = route.useSearch();
  const { problems, sending, form } = useForm(signUp, useBegin(auth.signUp, from));
  const words = texts.signUp;
  return (
    <AuthPage
      title={words.title}
      lead={words.lead}
      other={
        <>
          {words.other}{' '}
          <Link to="/sign-in" search={from ? { from } : {}} className="link">
            {words.otherLink}
          </Link>
        </>
      }
    >
      <AuthForm {...form} problems={problems} sending={sending} submit={words.submit} submitting={words.submitting}>
        <Field label={texts.fields.name.label} name="name" autoComplete="name" autoFocus problem={problems['name']} />
        <Field
          label={texts.fields.email.label}
          name="email"
          type="email"
          autoComplete="username"
          problem={problems['email']}
        />
        <Field
          label={texts.fields.password.label}
          name="password"
          type="password"
          autoComplete="new-password"
          hint={words.passwordHint(limits.password.min)}
          problem={problems['password']}
        />
      </AuthForm>
    </AuthPage>
  );
}
