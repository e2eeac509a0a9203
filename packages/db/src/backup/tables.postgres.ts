/** Runs one statement with bound values and gives its rows, whose columns the statement names. */
export type Query = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** Those of some tables that a database has, in the same order, with their columns. */
export async function readColumns(query: Query, tables: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await query(
    `select wanted.name as "table", array_to_json(array_agg(attname order by attnum))::text as columns
     from unnest($1::text[]) with ordinality as wanted (name, place) join pg_attribute on attrelid = to_regclass(quote_ident(wanted.name))
     where attnum > 0 and not attisdropped group by wanted.name, wanted.place order by wanted.place`,
    [tables],
  );
  // An array of names, as the statement makes it.
  return new Map(rows.map(({ table, columns }) => [String(table), JSON.parse(String(columns)) as string[]]));
}

/** A list of columns for a statement. The names are a database's own. */
export function listOf(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
