import { Type, type EntityProperty, type Platform } from '@mikro-orm/core';

/**
 * A point in time in an account table, as the accounts' library writes it: a real timestamp on PostgreSQL, ISO text in a
 * column of type `date` on SQLite. The text sorts as the times do.
 */
export class Moment extends Type<Date, string> {
  override convertToDatabaseValue(value: Date | string): string {
    return typeof value === 'string' ? value : value.toISOString();
  }

  override convertToJSValue(value: Date | string): Date {
    return new Date(value);
  }

  override getColumnType(_property: EntityProperty, platform: Platform): string {
    return platform.constructor.name === 'SqlitePlatform' ? 'date' : 'timestamptz(3)';
  }
}
