import { defineEntity } from '@mikro-orm/core';

/**
 * Names this history of the database, in a single row. Restoring a backup begins another epoch: a cursor of before must not be
 * taken for a place in what came after.
 */
export const Epoch = defineEntity({
  name: 'Epoch',
  tableName: 'epochs',
  properties: (p) => ({
    /** Always 1, so that there is one row at most. */
    single: p.integer().primary().autoincrement(false),
    epoch: p.text(),
  }),
  checks: [{ name: 'epochs_single', expression: 'single = 1' }],
});
