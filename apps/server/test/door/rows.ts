import type { Database } from '@typedo/db';

/** Every row that belongs to an account, by table, but those of some accounts. */
export async function ownedRows(
  { orm, kysely }: Pick<Database, 'orm' | 'kysely'>,
  { without = [] }: { without?: readonly string[] } = {},
): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const { tableName, props } of orm.getMetadata()) {
    const columns = props.flatMap(({ fieldNames }) => fieldNames);
    const owner = tableName === 'users' ? 'id' : columns.find((name) => name === 'user_id');
    if (owner === undefined) continue;
    const all = kysely()
      .selectFrom(tableName)
      .selectAll()
      .orderBy(owner)
      .orderBy(columns.find((name) => name !== owner)!); // no table has one
    rows[tableName] = await (without.length === 0 ? all : all.where(owner, 'not in', without)).execute();
  }
  return rows;
}
