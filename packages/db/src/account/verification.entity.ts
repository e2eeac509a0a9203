import { defineEntity } from '@mikro-orm/core';
import { Moment } from './moment.ts';

/** A value that proves something for a while, such as the right to choose a new password. */
export const Verification = defineEntity({
  name: 'Verification',
  tableName: 'verifications',
  properties: (p) => ({
    id: p.string().length(255).primary(),
    identifier: p.text().index(),
    value: p.text(),
    expiresAt: p.type(Moment),
    createdAt: p.type(Moment),
    updatedAt: p.type(Moment),
  }),
});
