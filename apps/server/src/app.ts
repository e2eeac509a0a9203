import type { HttpBindings } from '@hono/node-server';
import type { Database } from '@typedo/db';
import { Hono } from 'hono';
import { createAuthHandler, refuse, type AuthEndpointDependencies } from './http/auth-endpoints.ts';
import type { AddressOf } from './http/client-address.ts';
import { createClientFiles } from './http/client-files.ts';
import { createTrpcHandler, type TrpcDependencies } from './http/trpc.ts';

/** What the server's answers are made from. */
export type AppDependencies = TrpcDependencies &
  AuthEndpointDependencies & {
    database: Pick<Database, 'ready'>;
    addressOf: AddressOf;
    /** The folder of the built web client. */
    clientFolder: string;
  };

const readyMs = 2_000;

/** Everything the server answers: procedures, accounts, its health, and the web client. */
export function createApp(dependencies: AppDependencies): Hono<{ Bindings: HttpBindings }> {
  const { database, addressOf, clientFolder, log } = dependencies;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const trpc = createTrpcHandler(dependencies);
  const auth = createAuthHandler(dependencies);
  const client = createClientFiles(clientFolder);

  app.all('/trpc/*', (c) => trpc(c.req.raw, addressOf(c.env.incoming)));
  app.all('/api/auth/*', (c) => auth(c.req.raw, addressOf(c.env.incoming)));
  app.get('/livez', (c) => c.text('The server runs.\n'));
  app.get('/readyz', async (c) => {
    try {
      await database.ready(readyMs);
      return c.text('The server and its database are ready.\n');
    } catch {
      return c.text('The database does not answer, or has not been migrated.\n', 503);
    }
  });
  for (const path of ['/trpc', '/api', '/api/*'])
    app.all(path, () => refuse(404, 'NOT_FOUND', 'There is nothing here.'));
  app.get('*', (c) => client(c.req.raw));
  app.notFound(() => refuse(404, 'NOT_FOUND', 'There is nothing here.'));
  app.onError((cause) => {
    log.error('A request failed', cause);
    return refuse(500, 'INTERNAL', 'Something went wrong on our side.');
  });
  return app;
}
