import type { Database, PostgresDatabase, SqliteDatabase } from '../database.ts';
import type { Sent } from './recorded.ts';

/** How a database would answer a statement. */
export interface QueryPlan {
  /** The indexes that it goes by. That of a table's key has the table's name. */
  readonly indexes: readonly string[];
  /** What would not stay fast in a large table, in words; none, as a rule. */
  readonly slow: readonly string[];
  /** As the database tells it. */
  readonly text: string;
}

/** Tables that grow with the number of accounts. */
const large = 'tasks|changes|mutations|heads|users|sessions|credentials|api_keys';

/** Rows that may well be sorted: the largest page has as many. */
const few = 1_000;

/**
 * The plans of a statement: on PostgreSQL the one for these parameters, behind the one for all if it is kept prepared. Slow is to read a large table without
 * an index, or an index without a condition, and to sort many rows to take a few.
 */
export async function plansOf(database: Database, sent: Sent): Promise<QueryPlan[]> {
  return database.dialect === 'sqlite' ? [planOnSqlite(database, sent)] : plansOnPostgres(database, sent);
}

function planOnSqlite({ writer }: SqliteDatabase, { sql }: Sent): QueryPlan {
  const rows = writer.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...unbound(sql));
  const lines = rows.map(({ detail }) => detail);
  const slow = lines.filter((line) => new RegExp(`^SCAN (${large})\\b|TEMP B-TREE`).test(line));
  const indexes = lines.flatMap((line) => / USING (?:COVERING )?INDEX (\w+)/.exec(line)?.[1] ?? []);
  return { indexes: withoutKeys(indexes), slow, text: lines.join('\n') };
}

/** The plan is made without values, but the driver wants one for each parameter. */
function unbound(sql: string): unknown[] {
  const names = new Set(Array.from(sql.matchAll(/\$(\d+)/g), ([, name = '']) => name));
  const positions = Array.from(sql.matchAll(/\?/g), () => null);
  return names.size > 0 ? [Object.fromEntries([...names].map((name) => [name, null]))] : positions;
}

async function plansOnPostgres({ pool }: PostgresDatabase, { sql, parameters, named }: Sent): Promise<QueryPlan[]> {
  // Each without the other's form of the protocol: a plan for all parameters takes none.
  const generic = named ? [await pool.query<Explained>(`explain (generic_plan, format json) ${sql}`)] : [];
  const custom = await pool.query<Explained>(`explain (format json) ${sql}`, [...parameters]);
  return [...generic, custom].map(({ rows }) => {
    const [{ Plan: root } = {}] = rows[0]?.['QUERY PLAN'] ?? [];
    const nodes = root ? nodesOf(root, false) : [];
    return {
      indexes: withoutKeys(nodes.flatMap(({ node }) => node['Index Name'] ?? [])),
      slow: nodes.flatMap(({ node, limited }) => slownessOf(node, limited)),
      text: JSON.stringify(rows[0]?.['QUERY PLAN'], null, 1),
    };
  });
}

interface Explained {
  'QUERY PLAN': { Plan: Node }[];
}

/** What we look at of a node of PostgreSQL's plan. */
interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  /** How many rows PostgreSQL expects. */
  'Plan Rows': number;
  Plans?: Node[];
}

interface Placed {
  node: Node;
  /** Whether it works for a limit above it, which would be content with less. */
  limited: boolean;
}

function nodesOf(node: Node, limited: boolean): Placed[] {
  const below = limited || node['Node Type'] === 'Limit';
  return [{ node, limited }, ...(node.Plans ?? []).flatMap((child) => nodesOf(child, below))];
}

function slownessOf(node: Node, limited: boolean): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index, 'Index Cond': condition } = node;
  if (type === 'Seq Scan' && new RegExp(`^(${large})$`).test(table)) return [`Seq Scan on ${table}`];
  if (index !== undefined && condition === undefined) return [`${type} of all of ${index}`];
  if (type.endsWith('Sort') && limited && node['Plan Rows'] > few)
    return [`${type} of ${node['Plan Rows']} rows before a limit`];
  return [];
}

function withoutKeys(indexes: string[]): string[] {
  return indexes.map((index) => index.replace(/^sqlite_autoindex_(\w+)_1$|^(\w+)_pkey$/, '$1$2'));
}
