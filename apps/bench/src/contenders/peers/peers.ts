import { fileURLToPath } from 'node:url';
import type { Contender, Protocol } from '../contender.ts';
import { trpcProtocol } from '../trpc-protocol.ts';
import { honoProtocol } from './hono-protocol.ts';
import { orpcProtocol } from './orpc-protocol.ts';

const trpc = trpcProtocol(
  {
    ping: 'ping',
    list: 'list',
    search: 'search',
    byId: 'byId',
    create: 'create',
    update: { path: 'update', input: ({ id, title }) => ({ id, title }) },
    push: 'push',
    pull: 'pull',
  },
  '/',
);

/** What people would use instead, each as its own guide says. */
export const peers: readonly Contender[] = [
  peer('trpc-drizzle', 'tRPC with Drizzle', trpc),
  peer('orpc-drizzle', 'oRPC with Drizzle', orpcProtocol),
  peer('hono-kysely', 'Hono with Kysely', honoProtocol),
  peer('trpc-mikroorm', 'tRPC with MikroORM', trpc),
];

function peer(name: string, title: string, protocol: Protocol): Contender {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  return { name, title, kind: 'peer', tables: 'peer', program, protocol };
}
