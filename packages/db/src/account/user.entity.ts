import { defineEntity } from '@mikro-orm/core';
import { limits } from '@typedo/contract';
import { Moment } from './moment.ts';

/** A person's account: the owner of tasks, sessions and API keys, which all go with it. */
export const User = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: (p) => ({
    id: p.string().length(limits.userId.max).primary(),
    name: p.text(),
    email: p.text().unique(),
    emailVerified: p.boolean().default(false),
    image: p.text().nullable(),
    createdAt: p.type(Moment),
    updatedAt: p.type(Moment),
  }),
  checks: [
    {
      name: 'users_id_length',
      expression: `length(id) >= ${limits.userId.min} and length(id) <= ${limits.userId.max}`,
    },
  ],
});
