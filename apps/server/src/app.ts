import type { HttpBindings } from '@hono/node-server';
import type { Database } from '@typedo/db';
import { Hono } from 'hono';
import type { Environment } from './env.ts';
import { createApiDocs } from './http/api-docs/api-docs.ts';
import { createAuthHandler, endpointOf, refuse, type AuthEndpointDependencies } from './http/auth-endpoints.ts';
import type { AddressOf } from './http/client-address.ts';
import { createClientFiles } from './http/client-files.ts';
import { createMetricsEndpoint } from './http/metrics-endpoint.ts';
import { isSpelledOut, mcpPath } from './http/call-paths.ts';
import { createMcpHandler, type McpDependencies } from './http/mcp.ts';
import { createReadiness } from './http/readiness.ts';
import { createTrpcHandler, type TrpcDependencies } from './http/trpc.ts';
import type { Metrics } from './metrics/metrics.ts';

/** What the server's answers are made from. */
export type AppDependencies = TrpcDependencies &
  McpDependencies &
  AuthEndpointDependencies & {
    database: Pick<Database, 'ready'>;
    environment: Pick<Environment, 'metricsToken' | 'publicUrl'>;
    /** Whether the server is on its way out. */
    isStopping: () => boolean;
    addressOf: AddressOf;
    metrics: Metrics;
    /** The folder of the built web client. */
    clientFolder: string;
  };

/** Everything the server answers: procedures, accounts, its health, its documents, and the web client. */
export function createApp(dependencies: AppDependencies): Hono<{ Bindings: HttpBindings }> {
  const { database, environment, addressOf, clientFolder, log, metrics, isStopping } = dependencies;
  const app = new Hono<{ Bindings: HttpBindings }>();
  const trpc = createTrpcHandler(dependencies);
  const mcp = createMcpHandler(dependencies);
  const auth = createAuthHandler(dependencies);
  const problem = createReadiness(database, isStopping);
  const readings = createMetricsEndpoint(metrics.registry, environment.metricsToken);
  const client = createClientFiles(clientFolder);
  const docs = createApiDocs(environment.publicUrl);

  app.use((c, next) => (isSpelledOut(c.env.incoming.url, c.req.path) ? next() : Promise.resolve(nothing())));
  app.all('/trpc/*', (c) => trpc(c.req.raw, { address: addressOf(c.env.incoming), outgoing: c.env.outgoing }));
  app.all(mcpPath, (c) => mcp(c.req.raw, { address: addressOf(c.env.incoming), outgoing: c.env.outgoing }));
  app.all('/api/auth/*', async (c) => {
    const response = await auth(c.req.raw, addressOf(c.env.incoming));
    metrics.account(endpointOf(c.req.raw), response.status);
    return response;
  });
  app.get('/livez', (c) => c.text('The server runs.\n'));
  app.get('/readyz', async (c) => {
    const found = await problem();
    return found === null ? c.text('The server and its database are ready.\n') : c.text(`${found}\n`, 503);
  });
  app.get('/metrics', async (c) => (await readings(c.req.raw)) ?? nothing());
  app.get('/openapi.json', (c) => docs.document(c.req.raw));
  app.get('/api/docs', (c) => c.redirect('/api/docs/'));
  app.get('/api/docs/*', async (c) => (await docs.page(c.req.raw)) ?? nothing());
  for (const path of ['/trpc', '/api', '/api/*', '/.well-known/*']) app.all(path, nothing);
  app.get('*', (c) => client(c.req.raw));
  app.notFound(nothing);
  app.onError((cause) => {
    log.error('A request failed', cause);
    return refuse(500, 'INTERNAL', 'Something went wrong on our side.');
  });
  return app;
}

function nothing(): Response {
  return refuse(404, 'NOT_FOUND', 'There is nothing here.');
}
