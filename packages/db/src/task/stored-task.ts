import type { SqlMikroORM } from '@mikro-orm/sql';
import type { Task } from '@typedo/contract';
import { columnsOf, createFieldColumns } from './field-columns.ts';
import type { Syntax } from './syntax.ts';

/** How tasks are read: the columns that a statement selects first, and what becomes of the values that they give. */
export interface StoredTask {
  /** The columns, in the order in which `toTask` expects their values at the beginning of a row. The first is the id. */
  readonly columns: string;
  /** How many values they are. */
  readonly count: number;
  /** Makes the wire's task of a row of this user. The keys are those of the contract, so that nothing internal can slip through. */
  readonly toTask: (userId: string, row: readonly unknown[]) => Task;
  /** How long the texts of a row are together, about. */
  readonly lengthOf: (row: readonly unknown[]) => number;
}

/** Makes the mapper from the entity: its names of columns, and its types, choose how each value is read. */
export function createStoredTask(orm: Pick<SqlMikroORM, 'getMetadata'>, syntax: Syntax): StoredTask {
  const readTime = syntax.createReadTime();
  const fields = createFieldColumns(orm, syntax).map(({ name, sql, read }, index) => ({
    name,
    sql,
    read,
    at: index + 1,
  }));
  const [id = '', ...times] = columnsOf(orm, ['id', 'createdAt', 'updatedAt']);
  const createdAt = fields.length + 1;
  const texts = fields.filter(({ read }) => read === null).map(({ at }) => at);
  return {
    columns: [id, ...fields.map(({ sql }) => sql), ...times.map((column) => syntax.time(column))].join(', '),
    count: fields.length + 3,
    toTask(userId, row) {
      const task: Record<string, unknown> = { id: row[0], userId };
      for (const { name, read, at } of fields) task[name] = read === null ? row[at] : read(row[at]);
      task['createdAt'] = readTime(row[createdAt]);
      task['updatedAt'] = readTime(row[createdAt + 1]);
      return task as Task; // the values have the entity's types, which the constraints and a test hold to the contract's
    },
    lengthOf(row) {
      let characters = 0;
      for (const at of texts) {
        const text = row[at];
        if (typeof text === 'string') characters += text.length;
      }
      return characters;
    },
  };
}
