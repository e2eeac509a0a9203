import { defineEntity } from '@mikro-orm/core';
import { Moment } from './moment.ts';
import { User } from './user.entity.ts';

/** One sign-in of a person, proven by the token in a cookie. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: (p) => ({
    id: p.string().length(255).primary(),
    token: p.text().unique(),
    userId: () => p.manyToOne(User).mapToPk().fieldNames('user_id').deleteRule('cascade').index(),
    expiresAt: p.type(Moment),
    ipAddress: p.text().nullable(),
    userAgent: p.text().nullable(),
    createdAt: p.type(Moment),
    updatedAt: p.type(Moment),
  }),
});
