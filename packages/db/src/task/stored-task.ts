import type { SqlMikroORM } from '@mikro-orm/sql';
import type { Task } from '@typedo/contract';
import type { Syntax } from './syntax.ts';
import { Task as TaskEntity } from './task.entity.ts';

/** How tasks are read: the columns that a statement selects first, and what becomes of the values that they give. */
export interface StoredTask {
  /** The columns, in the order in which `toTask` expects their values at the beginning of a row. */
  readonly columns: string;
  /** How many values they are. */
  readonly count: number;
  /** Makes the wire's task of a row of this user. The keys are listed, so that nothing internal can slip through. */
  readonly toTask: (userId: string, row: readonly unknown[]) => Task;
}

/** What is read of a task beside its owner, who is the caller: the statement says so. */
const fields = ['id', 'title', 'description', 'complete', 'createdAt', 'updatedAt'] as const;

/** Makes the mapper from the entity: its names of columns, and its types, choose how each value is read. */
export function createStoredTask(orm: Pick<SqlMikroORM, 'getMetadata'>, syntax: Syntax): StoredTask {
  const readTime = syntax.createReadTime();
  const { properties } = orm.getMetadata().get(TaskEntity);
  const columnOf = (field: (typeof fields)[number]) => {
    const { runtimeType, nullable = false, fieldNames } = properties[field];
    const [column] = fieldNames;
    if (column === undefined) throw new Error(`The entity has no column for ${field}`);
    if (runtimeType === 'Date') return { sql: syntax.time(column), read: readTime };
    if (runtimeType === 'boolean') return { sql: column, read: syntax.readBoolean };
    return { sql: column, read: nullable ? textOrNull : String };
  };
  const columns = fields.map(columnOf);
  // The types of the readers are those of the entity, which the constraints and a test hold to the contract's.
  const [id, title, description, complete, createdAt, updatedAt] = columns.map(({ read }) => read) as Readers;
  return {
    columns: columns.map(({ sql }) => sql).join(', '),
    count: fields.length,
    toTask: (userId, row) => ({
      id: id(row[0]),
      userId,
      title: title(row[1]),
      description: description(row[2]),
      complete: complete(row[3]),
      createdAt: createdAt(row[4]),
      updatedAt: updatedAt(row[5]),
    }),
  };
}

type Reader<T> = (value: unknown) => T;

type Readers = [Reader<string>, Reader<string>, Reader<string | null>, Reader<boolean>, Reader<string>, Reader<string>];

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
