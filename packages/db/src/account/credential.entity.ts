import { defineEntity } from '@mikro-orm/core';
import { Moment } from './moment.ts';
import { User } from './user.entity.ts';

/** A way for a person to sign in; the library calls it an account. Today that is a password: `providerId` is `credential`. */
export const Credential = defineEntity({
  name: 'Credential',
  tableName: 'credentials',
  properties: (p) => ({
    id: p.string().length(255).primary(),
    accountId: p.text(),
    providerId: p.text(),
    userId: () => p.manyToOne(User).mapToPk().fieldNames('user_id').deleteRule('cascade').index(),
    accessToken: p.text().nullable(),
    refreshToken: p.text().nullable(),
    idToken: p.text().nullable(),
    accessTokenExpiresAt: p.type(Moment).nullable(),
    refreshTokenExpiresAt: p.type(Moment).nullable(),
    scope: p.text().nullable(),
    /** The hash of the password, with its salt. */
    password: p.text().nullable(),
    createdAt: p.type(Moment),
    updatedAt: p.type(Moment),
  }),
});
