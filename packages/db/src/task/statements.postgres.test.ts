import { expect, it } from 'vitest';
import type { FieldColumn } from './field-columns.ts';
import { createSingleStatements } from './statements.postgres.ts';

it('each update has a name of its own that the server keeps whole, however many fields there are', () => {
  const fields = Array.from({ length: 8 }, (_, index) => column(`a_field_of_a_long_name_${index}`));
  const { update } = createSingleStatements(fields);
  const sets = Array.from({ length: 2 ** fields.length - 1 }, (_, at) =>
    fields.filter((_, bit) => (at + 1) & (1 << bit)),
  );
  const statements = sets.map(update);
  // Of two names that begin with the same 63 characters the server knows one.
  expect(new Set(statements.map(({ name }) => name.slice(0, 63))).size).toBe(sets.length);
  expect(sets.map(update)).toEqual(statements);
});

function column(name: string): FieldColumn {
  // A name of no field: what is tried is that it may be any.
  return {
    name: name as FieldColumn['name'],
    column: name,
    type: 'text',
    nullable: false,
    sql: name,
    read: null,
    bind: null,
  };
}
