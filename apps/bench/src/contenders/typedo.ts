import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractVersion } from '@typedo/contract';
import type { Contender } from './contender.ts';
import { trpcProtocol } from './trpc-protocol.ts';

/** Our own server, as operators start it. */
export const typedo: Contender = {
  name: 'typedo',
  title: 'Typedo',
  kind: 'ours',
  tables: 'typedo',
  program: fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url)),
  protocol: trpcProtocol({
    ping: 'account.me',
    list: 'task.list',
    search: 'task.list',
    byId: 'task.byId',
    create: 'task.create',
    update: 'task.update',
    push: {
      path: 'sync.push',
      input: ({ tasks }) => ({
        contractVersion,
        mutations: tasks.map((task) => ({ type: 'create', mutationId: task.id, ...task })),
      }),
      content: (data) => outcomesOf(data).map(taskOf),
    },
    pull: 'sync.pull',
  }),
  start: {
    environment: ({ port, dialect, database }) => ({
      PORT: String(port),
      HOST: '127.0.0.1',
      AUTH_SECRET: 'of the bench, which nobody signs in to',
      // A benchmark is few accounts from one address.
      RATE_LIMIT: '0',
      RATE_LIMIT_ADDRESS: '0',
      LOG_FORMAT: 'json',
      ...(dialect === 'sqlite' ? { DATA_DIR: dirname(database) } : { DATABASE_URL: database }),
    }),
    portOf: (line) => {
      const [, port] = /Open\s+http:\/\/[^"\s]+:(\d+)/.exec(line) ?? [];
      return port === undefined ? null : Number(port);
    },
  },
};

function outcomesOf(data: unknown): readonly unknown[] {
  if (isRecord(data) && Array.isArray(data['outcomes'])) return data['outcomes'];
  throw new Error('There are no outcomes');
}

function taskOf(outcome: unknown): unknown {
  if (isRecord(outcome) && 'task' in outcome) return outcome['task'];
  throw new Error(`Not applied: ${JSON.stringify(outcome).slice(0, 200)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
