import { p } from '@mikro-orm/core';
import { User } from '../account/user.entity.ts';

/** The first part of every key here: the account that a row belongs to, and with which it goes. */
export const ofUser = () =>
  p
    .manyToOne(User)
    .mapToPk()
    .primary()
    .fieldNames('user_id')
    .deleteRule('cascade')
    .updateRule('no action')
    .index(false); // the key begins with it
