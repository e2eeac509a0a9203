import type { Dialect } from '@typedo/db';

/**
 * The tables of the peers: the seven fields of a task with the key and the index that reading by page needs, and the API keys by the SHA-256
 * (base64url) of their secret. What a peer does not offer, it need not keep: no history, no outcomes, no feed.
 */
export function peerTables(dialect: Dialect): string {
  const time = dialect === 'sqlite' ? 'integer' : 'timestamptz(3)'; // milliseconds on SQLite
  const boolean = dialect === 'sqlite' ? 'integer' : 'boolean';
  const uuid = dialect === 'sqlite' ? 'text' : 'uuid';
  return `
    create table api_keys (hash text primary key, user_id text not null);
    create table tasks (
      user_id text not null, id ${uuid} not null, title text not null, description text, complete ${boolean} not null,
      created_at ${time} not null, updated_at ${time} not null, primary key (user_id, id)
    );
    create index tasks_by_creation on tasks (user_id, created_at, id);
  `;
}
