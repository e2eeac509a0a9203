import type { EntityProperty } from '@mikro-orm/core';
import type { SqlMikroORM } from '@mikro-orm/sql';
import { fieldNames, type FieldName } from '@typedo/contract';
import type { Syntax } from './syntax.ts';
import { Task } from './task.entity.ts';

/** How a field that a person writes is kept: what statements and mappers need of its column. */
export interface FieldColumn {
  readonly name: FieldName;
  readonly column: string;
  /** The database's type of the column. */
  readonly type: string;
  readonly nullable: boolean;
  /** What a statement selects to read it. */
  readonly sql: string;
  /** Makes the wire's value of what the driver gives for `sql`; null where that is the value. */
  readonly read: ((value: unknown) => unknown) | null;
  /** Makes a parameter of the wire's value; null where that is one. */
  readonly bind: ((value: unknown) => unknown) | null;
}

type Metadata = Pick<SqlMikroORM, 'getMetadata'>;

/** A property of a task; the entity has each field, as it says itself. */
function propertyOf(orm: Metadata, name: FieldName | 'id' | 'createdAt' | 'updatedAt'): EntityProperty {
  const properties: Readonly<Record<string, EntityProperty>> = orm.getMetadata().get(Task).properties;
  const property = properties[name];
  if (!property) throw new Error(`The entity has no ${name}`);
  return property;
}

/** The columns of these properties of a task, as the entity names them. */
export function columnsOf(orm: Metadata, names: readonly (FieldName | 'id' | 'createdAt' | 'updatedAt')[]): string[] {
  return names.map((name) => propertyOf(orm, name).fieldNames[0]!); // each is one column
}

/** The columns of the fields in the contract's order, as the entity has them. */
export function createFieldColumns(orm: Metadata, syntax: Syntax): readonly FieldColumn[] {
  const columns = columnsOf(orm, fieldNames);
  return fieldNames.map((name, index) => {
    const { runtimeType, nullable = false, columnTypes } = propertyOf(orm, name);
    const column = columns[index]!; // one for each name
    const type = columnTypes[0]!; // and each has a type
    const sql = runtimeType === 'Date' ? syntax.time(column) : column;
    const { read, bind } = waysOf(runtimeType, syntax);
    return { name, column, type, nullable, sql, read: orNull(read, nullable), bind: orNull(bind, nullable) };
  });
}

type Way = FieldColumn['read'];

/** The compiler holds the entity's types to the contract's only by name; the constraints and a test hold the values. */
function waysOf(type: string, syntax: Syntax): { read: Way; bind: Way } {
  switch (type) {
    case 'string':
      return { read: null, bind: null };
    case 'number':
      return { read: Number, bind: null };
    case 'boolean':
      return { read: syntax.readBoolean, bind: (value) => syntax.booleanParameter(value === true) };
    case 'Date':
      return { read: syntax.readTime, bind: (value) => syntax.timeParameter(String(value)) };
    default:
      throw new Error(`A field cannot be of the type ${type}: say here how it is read and bound`);
  }
}

function orNull(way: Way, nullable: boolean): Way {
  return way && nullable ? (value) => (value === null ? null : way(value)) : way;
}
