import { defineEntity, MikroORM } from '@mikro-orm/sqlite';
import { expect, it } from 'vitest';
import { addTypeRules } from './dialect-rules.ts';

it('on SQLite each type that a field may have takes its values, and no others', async () => {
  const Task = defineEntity({
    name: 'Task',
    tableName: 'tasks',
    properties: (p) => ({
      id: p.integer().primary(),
      text: p.text().nullable(),
      flag: p.boolean().nullable(),
      whole: p.integer().nullable(),
      part: p.double().nullable(),
      moment: p.datetime(3).nullable(),
    }),
  });
  const orm = await MikroORM.init({
    entities: [Task],
    dbName: ':memory:',
    discovery: { afterDiscovered: addTypeRules },
  });
  await using _ = { [Symbol.asyncDispose]: () => orm.close() };
  await orm.schema.create();
  const takes = (column: string, value: string) =>
    orm.em.execute(`insert into tasks (${column}) values (${value})`).then(
      () => true,
      () => false,
    );
  for (const [column, value, wrong] of [
    ['text', `'1.5'`, `x'00'`],
    ['flag', '1', '2'],
    ['whole', '7', '1.5'],
    ['part', '1.5', `'a'`],
    ['part', '2', `x'00'`],
    ['moment', '-1', `'2026-01-02'`],
  ] as const)
    expect([column, await takes(column, value), await takes(column, 'null'), await takes(column, wrong)]).toEqual([
      column,
      true,
      true,
      false,
    ]);
});
