#!/usr/bin/env node
// The tools over the standard streams, for an agent program that starts this one:
//   pnpm --silent mcp
// On the standard output there is the protocol and nothing else; what people should read is on the standard error.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createTypedo, isReason, type Typedo } from '@typedo/sdk';
import { createMcpServers } from '../mcp-server.ts';
import { readSettings } from './env.ts';
import { badKey, createCaller, noAnswer } from './over-sdk.ts';

const usage = `typedo-mcp: the tools of a Typedo server for an agent program, over the standard streams

  TYPEDO_API_KEY  an API key of the account (make one: pnpm typedo key create --help)
  TYPEDO_URL      where the server is; http://localhost:3000 by default`;

const problem = await run();
if (problem !== null) {
  console.error(problem);
  process.exitCode = 1;
}

/** Serves until the standard input ended and all that it asked for is answered: nothing is left to do then. Gives why it cannot begin, or null. */
async function run(): Promise<string | null> {
  const { url, apiKey } = readSettings();
  if (apiKey === undefined) return `TYPEDO_API_KEY is not set.\n\n${usage}`;
  const clients = clientsFor(url, apiKey);
  if (typeof clients === 'string') return `These settings cannot be used: ${clients}.\n\n${usage}`;
  const refused = await clients.asks.account.me.query().then(
    () => null,
    (error: unknown) => error,
  );
  if (isReason(refused, 'UNAUTHENTICATED')) return `${url} does not take this key. ${badKey}\n\n${usage}`;
  if (refused) console.error(noAnswer(url)); // it may do so later
  const server = createMcpServers()(createCaller({ ...clients, url }));
  process.stdout.once('error', () => void server.close()); // nobody reads any more
  await server.connect(new StdioServerTransport());
  return null;
}

/** One client that tries long, and one that does not: an agent program waits for the beginning. */
function clientsFor(url: string, apiKey: string): { typedo: Typedo; asks: Typedo } | string {
  try {
    return {
      typedo: createTypedo({ url, apiKey, attempts: 5 }), // a few seconds, then the agent is told
      asks: createTypedo({ url, apiKey, attempts: 1, timeout: 5_000 }),
    };
  } catch (error) {
    return error instanceof TypeError ? error.message : String(error);
  }
}
